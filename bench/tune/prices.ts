/** List prices in us-east-1, US dollars. The message items themselves, storage and reads are the same whatever is tuned. */
export const PRICED_ON = '2026-11'

/** https://aws.amazon.com/lambda/pricing/ (arm64) */
export const USD_A_GB_SECOND = 13.3334e-6
export const USD_AN_INVOCATION = 0.2e-6
/** https://aws.amazon.com/sqs/pricing/ (standard queue) */
export const USD_AN_SQS_REQUEST = 0.4e-6
/** https://aws.amazon.com/dynamodb/pricing/on-demand/ */
export const USD_A_WRITE_UNIT = 0.625e-6

/** Write units of an action of a transaction on an item of at most 1 KB: prepared, then committed. */
export const UNITS_AN_ACTION = 2
