/** Nothing fetched for this long, and the numbers are shown as old. */
export const STALE_AFTER_MS = 10_000

export const isStale = (fetchedAt: number, nowMs: number): boolean => nowMs - fetchedAt > STALE_AFTER_MS

const units: [lengthMs: number, name: string][] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
]

/**
 * How long ago, in the largest unit that fits. 3_400 -> '3 s ago', 150_000 -> '2 min ago', below 1 s -> 'just now'
 * (also for a server whose clock runs ahead of ours).
 */
export const ago = (elapsedMs: number): string => {
  const unit = units.find(([lengthMs]) => elapsedMs >= lengthMs)
  return unit === undefined ? 'just now' : `${Math.floor(elapsedMs / unit[0])} ${unit[1]} ago`
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })

/** Local time of day. '14:32' */
export const timeOf = (timeMs: number): string => clock.format(timeMs)
/** '14:32:05' */
export const secondOf = (timeMs: number): string => clockWithSeconds.format(timeMs)
/** The time of day, with the date where it was not within the last day. 'Sat 21 Nov, 14:32' */
export const momentOf = (timeMs: number, nowMs: number): string =>
  nowMs - timeMs < 86_400_000 ? timeOf(timeMs) : `${day.format(timeMs)}, ${timeOf(timeMs)}`
