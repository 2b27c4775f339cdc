import { metricLine } from '../../events/metric-line.ts'

/** What CloudWatch adds to each event. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const EVENT_OVERHEAD_BYTES = 26

const counts = {
  ...{
    counted: 57,
    negative: 11,
    neutral: 30,
    positive: 16,
    unsure: 9,
    duplicates: 1,
    rejected: 1,
    failed: 1,
  },
  ...{ batch: 1, age: 214, model: 12.3, store: 17.1 },
}
/** The metrics of a function that labels. Each is billed by the month. */
export const METRICS = Object.keys(counts).length

const dimensions = { FunctionName: 'roomtone-prod-classify-sqs' }
const line = metricLine({ counts, dimensions, atMs: 1_763_802_012_345 })
const LINE_BYTES = Buffer.byteLength(line) + 1 + EVENT_OVERHEAD_BYTES

/** A process writes a line every 10 s, or when it has taken a hundred times of one kind. */
const LINE_SECONDS = 10
const LINE_TIMES = 100
/** A time in a list, with its comma: an age, milliseconds with a tenth, the size of a batch. */
const BYTES = { age: 5, milliseconds: 5, batch: 3 }

/** What `messages` pass through: so many batches and chunks, in so many seconds, by so many processes. */
export type Passed = {
  messages: number
  invocations: number
  chunks: number
  seconds: number
  processes: number
}

/**
 * Bytes of metrics that they write. Nothing else is logged of a message that is counted: infra/parameters.yml sets the
 * level of Lambda's own lines, start and report, to WARN. A million messages, 10/s, one by one -> 26 million bytes
 */
export const logBytes = ({ messages, invocations, chunks, seconds, processes }: Passed): number => {
  const lines = Math.min(invocations, Math.max(messages / LINE_TIMES, (seconds * processes) / LINE_SECONDS))
  const batches = invocations * (BYTES.batch + BYTES.milliseconds)
  return lines * LINE_BYTES + messages * BYTES.age + batches + chunks * BYTES.milliseconds
}
