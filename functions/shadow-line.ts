import type { ShadowReport } from './pipeline/shadow.ts'

/**
 * A report as one line of JSON that CloudWatch also takes for metrics. No text of any message is in it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const shadowLine = ({ model, shadow, ...seen }: ShadowReport, nowMs: number): string => {
  const { scored, agreement, failed, skipped } = seen
  const metrics = {
    ShadowScored: scored,
    ShadowFailed: failed,
    ShadowSkipped: skipped,
    ...(agreement === null ? {} : { ShadowAgreement: Math.round(10_000 * agreement) / 100 }),
  }
  const unitOf = (name: string) => (name === 'ShadowAgreement' ? 'Percent' : 'Count')
  const definition = {
    Namespace: 'roomtone',
    Dimensions: [['model', 'shadow']],
    Metrics: Object.keys(metrics).map(name => ({ Name: name, Unit: unitOf(name) })),
  }
  const _aws = { Timestamp: nowMs, CloudWatchMetrics: [definition] }
  return JSON.stringify({ _aws, model, shadow, ...metrics, seen })
}
