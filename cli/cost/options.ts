import { InvalidArgumentError } from 'commander'
import { limits } from '../../schemas/limits.ts'

const secondsIn: Record<string, number> = { s: 1, min: 60, h: 3600, day: 86_400 }
const MAX_RATE = 100_000

/** '10/s' -> 10; '600/min' -> 10; '1000000/day' -> 11.57… messages a second */
export const rateOf = (value: string): number => {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\/(\w+)$/.exec(value) ?? []
  const rate = Number(number) / (secondsIn[unit] ?? Number.NaN)
  if (rate > 0 && rate <= MAX_RATE) return rate
  throw new InvalidArgumentError(
    'give messages and a time, such as 10/s, 600/min, 5000/h or 100000/day; 100,000/s at the most',
  )
}

/** A whole number within bounds. wholeIn(1, 8)('3') -> 3 */
export const wholeIn =
  (least: number, most: number) =>
  (value: string): number => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
    if (number >= least && number <= most) return number
    throw new InvalidArgumentError(`give a whole number from ${least} to ${most}`)
  }

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const memoryOf = wholeIn(128, 10_240)
export const lengthOf = wholeIn(1, limits.textCharacters)
export const roomsOf = wholeIn(1, 100_000)
export const pagesOf = wholeIn(0, 10_000_000)

/** '0.25' -> 0.25 */
export const shareOf = (value: string): number => {
  const share = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN
  if (share >= 0 && share <= 1) return share
  throw new InvalidArgumentError('give a share from 0 to 1, such as 0.25')
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html */
export const windowOf = wholeIn(0, 300)

/** Most messages in a batch. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html */
const MAX_BATCH = 10_000

/** '3.5' -> 3.5 messages a batch */
export const fillOf = (value: string): number => {
  const fill = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
  if (fill >= 1 && fill <= MAX_BATCH) return fill
  throw new InvalidArgumentError('give messages a batch, from 1 to 10,000')
}
