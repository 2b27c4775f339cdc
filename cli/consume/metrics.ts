import type { OutcomeCounts } from '../../functions/pipeline/outcome.ts'

export type Metrics = OutcomeCounts & { lag: number }

/** What became of messages since the last time; the lag as it is. */
export const metricsSince = (before: OutcomeCounts, now: OutcomeCounts, lag: number): Metrics => ({
  counted: now.counted - before.counted,
  duplicate: now.duplicate - before.duplicate,
  revised: now.revised - before.revised,
  erased: now.erased - before.erased,
  rejected: now.rejected - before.rejected,
  failed: now.failed - before.failed,
  lag,
})
