import type { OutcomeCounts } from '../../functions/pipeline/outcome.ts'

/** As the functions name their metrics (functions/measured-lines.ts). */
export type Metrics = Omit<OutcomeCounts, 'duplicate'> & { duplicates: number; lag: number }

/** What became of messages since the last time; the lag as it is. */
export const metricsSince = (before: OutcomeCounts, now: OutcomeCounts, lag: number): Metrics => ({
  counted: now.counted - before.counted,
  duplicates: now.duplicate - before.duplicate,
  revised: now.revised - before.revised,
  erased: now.erased - before.erased,
  rejected: now.rejected - before.rejected,
  failed: now.failed - before.failed,
  lag,
})
