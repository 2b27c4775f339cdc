/*
 * A line of the log that CloudWatch makes metrics of (embedded metric format). It has to be the whole line: written to
 * stdout, because Lambda's console puts the time and the request before what it logs.
 *
 *   {"_aws":{"Timestamp":1763800000000,"CloudWatchMetrics":[{"Namespace":"roomtone","Dimensions":[["FunctionName"]],
 *   "Metrics":[{"Name":"drift","Unit":"Count"}]}]},"FunctionName":"roomtone-dev-audit","drift":0}
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const NAMESPACE = 'roomtone'

/** `dimensions` say what the numbers are of. */
export const metricLine = (
  counts: Record<string, number>,
  dimensions: Record<string, string>,
  atMs: number,
): string =>
  JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: Object.keys(counts).map(Name => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    ...dimensions,
    ...counts,
  })
