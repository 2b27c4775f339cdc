const DAY_MS = 86_400_000
/** Messages are kept for 35 days (HORIZON_MS); a day less, so that no clock and no rounding asks for more. */
const ALL_DAYS = 34

/** From when on, epoch ms; none: the stack's own choice, the last 24 hours. `words` says the same. */
export type QuestionSpan = { since: (nowMs: number) => number | undefined; words: string }

/**
 * How far back questions are grouped for the time that the page shows. Up to a day it is the last 24 hours: all pages
 * of a room ask the same then, and it is grouped once for them all. `all` begins with a day, so that it stays the same for long.
 */
export const spanOfQuestions = (minutes: string): QuestionSpan =>
  minutes === 'all'
    ? {
        since: nowMs => Math.floor(nowMs / DAY_MS) * DAY_MS - ALL_DAYS * DAY_MS,
        words: `in the last ${ALL_DAYS} days`,
      }
    : { since: () => undefined, words: 'in the last 24 hours' }
