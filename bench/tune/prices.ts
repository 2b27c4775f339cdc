import { PRICED_IN, type PriceName, usdOf } from '../../cli/cost/price.ts'

/** In us-east-1. What does not change with the tuning is left out: message items, storage, reads, logs. */
const usdOfOne = (price: PriceName): number => usdOf({ quantity: 1, price }, 'us-east-1')

export const PRICED_ON = PRICED_IN
export const USD_A_GB_SECOND = usdOfOne('lambdaGbSecond')
export const USD_AN_INVOCATION = usdOfOne('lambdaRequest')
export const USD_AN_SQS_REQUEST = usdOfOne('sqsRequest')
export const USD_A_WRITE_UNIT = usdOfOne('writeUnit')

/** Write units of an action of a transaction on an item of at most 1 KB: prepared, then committed. */
export const UNITS_AN_ACTION = 2
