/*
 * A line of the log that CloudWatch makes metrics of (embedded metric format). It has to be the whole line: written to
 * stdout, because Lambda's console puts the time and the request before what it logs.
 *
 *   {"_aws":{"Timestamp":1763800000000,"CloudWatchMetrics":[{"Namespace":"roomtone","Dimensions":[["FunctionName"]],
 *   "Metrics":[{"Name":"drift","Unit":"Count"}]}]},"FunctionName":"roomtone-dev-audit","drift":0}
 *
 * A list of numbers is as many values of one metric: CloudWatch takes quantiles of them.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const NAMESPACE = 'roomtone'

/** Numbers of one metric in one line; of the same specification. */
export const MAX_VALUES = 100

type Values = Record<string, number | readonly number[]>

export type MetricLine = {
  counts: Values
  percents?: Values
  milliseconds?: Values
  /** What the numbers are of. */
  dimensions: Record<string, string>
  /** What else the line tells, to whoever reads it. */
  beside?: Record<string, unknown>
  atMs: number
}

export const metricLine = ({
  counts,
  percents = {},
  milliseconds = {},
  dimensions,
  beside = {},
  atMs,
}: MetricLine): string =>
  JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: [
            ...inUnit(counts, 'Count'),
            ...inUnit(percents, 'Percent'),
            ...inUnit(milliseconds, 'Milliseconds'),
          ],
        },
      ],
    },
    ...dimensions,
    ...counts,
    ...percents,
    ...milliseconds,
    ...beside,
  })

const inUnit = (metrics: Values, Unit: string) => Object.keys(metrics).map(Name => ({ Name, Unit }))
