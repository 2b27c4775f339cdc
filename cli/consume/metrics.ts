import type { OutcomeCounts } from '../../functions/pipeline/outcome.ts'

export type Metrics = OutcomeCounts & { lag: number }

const units: Record<keyof Metrics, 'Count'> = {
  counted: 'Count',
  duplicate: 'Count',
  revised: 'Count',
  erased: 'Count',
  rejected: 'Count',
  failed: 'Count',
  lag: 'Count',
}

/**
 * One line in CloudWatch's embedded metric format, which any other reader takes for JSON with a field for each.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const metricsLine = (metrics: Metrics, of: { topic: string; group: string }, nowMs: number): string =>
  JSON.stringify({
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [
        {
          Namespace: 'roomtone',
          Dimensions: [Object.keys(of)],
          Metrics: Object.entries(units).map(([Name, Unit]) => ({ Name, Unit })),
        },
      ],
    },
    ...of,
    ...metrics,
  })

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
