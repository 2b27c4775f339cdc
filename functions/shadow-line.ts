import { metricLine } from '../events/metric-line.ts'
import type { ShadowReport } from './pipeline/shadow.ts'

/** A report as one line of JSON that CloudWatch also takes for metrics. No text of any message is in it. */
export const shadowLine = ({ model, shadow, ...seen }: ShadowReport, atMs: number): string => {
  const { scored, agreement, failed, skipped } = seen
  return metricLine({
    counts: { ShadowScored: scored, ShadowFailed: failed, ShadowSkipped: skipped },
    percents: agreement === null ? {} : { ShadowAgreement: Math.round(10_000 * agreement) / 100 },
    dimensions: { model, shadow },
    beside: { seen },
    atMs,
  })
}
