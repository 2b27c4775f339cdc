import { InvalidArgumentError } from 'commander'

/** '2026-11-22T09:00Z', '2026-11-22T10:00' (this machine's zone), '1763800000000' -> epoch milliseconds */
export const timeOf = (value: string): number => {
  const timeMs = /^\d{9,}$/.test(value)
    ? Number(value)
    : /^\d{4}-\d\d/.test(value)
      ? Date.parse(value)
      : Number.NaN
  if (Number.isFinite(timeMs)) return timeMs
  throw new InvalidArgumentError('give a time such as 2026-11-22T09:00Z, or epoch milliseconds')
}
