import type { Grain } from '../schemas/mood.ts'

/** How far back the widget looks: minutes, or the room's whole life. */
export type Span = number | 'all'

export type MoodQuery = { grain: Grain; from?: number }

/**
 * What to ask for, and how often. `counts` is asked again every `everyMs`. Its windows are the trend, but for a
 * whole life, whose windows would be too many: there the trend is a second query.
 */
export type Plan = { counts: MoodQuery; trend?: MoodQuery; stepMs: number; everyMs: number }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DEFAULT_MINUTES = 60
const DAY_MINUTES = 1_440
/** A week: longer is 'all'. */
const MOST_MINUTES = 7 * DAY_MINUTES

/** Longer than this, columns are hours: 180 columns of a minute are as many as a phone can show. */
const LONGEST_IN_MINUTES = 180

/** The `minutes` attribute. '15' -> 15, 'all' -> 'all', what is no whole number -> 60; a week at the most. */
export const readSpan = (minutes: string | null | undefined): Span => {
  if (minutes === 'all') return 'all'
  const number = Number(minutes)
  return Number.isInteger(number) && number > 0 ? Math.min(number, MOST_MINUTES) : DEFAULT_MINUTES
}

/**
 * `from` is the start of a minute or hour, so that the query stays the same for that long and a 304 can answer it.
 * planFor(15, 09:14:30) -> minutes from 09:00:00 on, asked every second
 */
export const planFor = (span: Span, nowMs: number): Plan => {
  if (span === 'all') {
    const { counts, stepMs } = planFor(DAY_MINUTES, nowMs)
    return { counts: { grain: 'total' }, trend: counts, stepMs, everyMs: 1_000 }
  }
  // Hours are summed of minutes by the server, so a long span is asked for less often.
  return span <= LONGEST_IN_MINUTES
    ? { counts: slots('minute', MINUTE_MS, span, nowMs), stepMs: MINUTE_MS, everyMs: 1_000 }
    : { counts: slots('hour', HOUR_MS, Math.ceil(span / 60), nowMs), stepMs: HOUR_MS, everyMs: 5_000 }
}

/** So many slots, the one that is running now being the last. */
const slots = (grain: Grain, stepMs: number, count: number, nowMs: number): MoodQuery => ({
  grain,
  from: Math.floor(nowMs / stepMs) * stepMs - (count - 1) * stepMs,
})

/** 15 -> 'in the last 15 minutes' */
export const spanInWords = (span: Span): string => {
  if (span === 'all') return 'since the first message'
  if (span === 60) return 'in the last hour'
  return span % 60 === 0 ? `in the last ${span / 60} hours` : `in the last ${span} minutes`
}
