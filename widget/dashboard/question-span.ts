const DAY_MS = 86_400_000
/** Messages are kept for 35 days (HORIZON_MS); a day less, so that no clock and no rounding asks for more. */
const ALL_DAYS = 34

/**
 * From when on questions are grouped for the time that the page shows, epoch ms. None up to a day: the stack's own
 * choice is the last 24 hours, so that all who look at a room ask the same, and it is grouped once for them all.
 * `all` begins with a day, so that it stays the same for long.
 */
export const questionsSince = (minutes: string, nowMs: number): number | undefined =>
  minutes === 'all' ? Math.floor(nowMs / DAY_MS) * DAY_MS - ALL_DAYS * DAY_MS : undefined
