import { InvalidArgumentError } from 'commander'

/** '200' -> 200 a second */
export const rateOf = (value: string): number => {
  const rate = Number(value)
  if (rate > 0 && rate <= 100_000) return rate
  throw new InvalidArgumentError('give messages a second, more than 0')
}
