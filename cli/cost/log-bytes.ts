import { metricLine } from '../../events/metric-line.ts'

/** What CloudWatch adds to each event. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const EVENT_OVERHEAD_BYTES = 26
const REQUEST = '8f507cfc-xmpl-4697-b07a-ac58fc914c95'

/** What Lambda itself writes of an invocation. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
const platformLines = [
  `START RequestId: ${REQUEST} Version: $LATEST\n`,
  `END RequestId: ${REQUEST}\n`,
  `REPORT RequestId: ${REQUEST}\tDuration: 26.71 ms\tBilled Duration: 27 ms\tMemory Size: 1024 MB\tMax Memory Used: 163 MB\t\n`,
]

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

/** Of an invocation that labels a batch, and of one that answers a request. */
export const logBytes = {
  classify: bytesIn([...platformLines, ...metricLines]),
  answer: bytesIn(platformLines),
}
