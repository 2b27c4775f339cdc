import { metricLine } from '../../events/metric-line.ts'

/** What CloudWatch adds to each event. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const EVENT_OVERHEAD_BYTES = 26
const counts = {
  ...{ counted: 1, negative: 0, neutral: 1, positive: 0, unsure: 0, duplicates: 0, rejected: 0, failed: 0 },
  ...{ batch: 1, age: 214, model: 12, store: 17 },
}
/** The metrics of a function that labels. Each is billed by the month. */
export const METRICS = Object.keys(counts).length

const metricLines = [
  `${metricLine({ counts, dimensions: { FunctionName: 'roomtone-prod-classify-sqs' }, atMs: 1_763_802_012_345 })}\n`,
]

const bytesIn = (lines: readonly string[]) =>
  lines.reduce((bytes, line) => bytes + Buffer.byteLength(line) + EVENT_OVERHEAD_BYTES, 0)

/**
 * Of an invocation that labels a batch. Lambda's own lines of start and report are not logged: infra/parameters.yml sets
 * its level to WARN. An answer of the API logs nothing.
 */
export const CLASSIFY_LOG_BYTES = bytesIn(metricLines)
