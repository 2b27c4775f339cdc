import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { SqsSource } from '../adapters/sqs-source.ts'
import type { Clock } from '../pipeline/ports.ts'
import type { HandlerContext } from './handler-context.ts'

/** A Lambda handler of SQS events. Nothing returned: all went well. Thrown: all failed. */
// biome-ignore lint/suspicious/noConfusingVoidType: it is what Lambda's own type says
export type SqsHandler = (event: SQSEvent, context: HandlerContext) => Promise<SQSBatchResponse | void>

export type BatchOptions = {
  /** How long the handler may take; then the batch has failed. */
  timeoutMs: number
  /** How long a message stays hidden at a time; extended for as long as the handler works. */
  leaseSeconds: number
  clock: Clock
  draw: () => number
  log: (line: string) => void
}

/**
 * Let the handler work on a batch while its messages stay hidden from other consumers, delete what it is done with,
 * and have the rest come back. Returns how many failed. Never throws: what cannot be deleted comes back as well, and
 * is counted once all the same.
 */
export const handleBatch = async (
  source: SqsSource,
  handler: SqsHandler,
  records: SQSRecord[],
  options: BatchOptions,
): Promise<number> => {
  const stopExtending = extendLease(source, records, options)
  const failed = await callHandler(source, handler, records, options)
  stopExtending()
  const done = records.filter(({ messageId }) => !failed.has(messageId))
  const back = records.filter(({ messageId }) => failed.has(messageId))
  await Promise.all([remove(source, done, options), giveBack(source, back, options)])
  return back.length
}

/** A third of the lease, so that one extension may be lost. */
const extendLease = (source: SqsSource, records: SQSRecord[], { leaseSeconds }: BatchOptions) => {
  const extend = () => void source.hide(records, () => leaseSeconds).catch(() => {}) // the next one may succeed
  const timer = setInterval(extend, (leaseSeconds * 1000) / 3)
  return () => clearInterval(timer)
}

const callHandler = async (
  source: SqsSource,
  handler: SqsHandler,
  Records: SQSRecord[],
  { timeoutMs, clock, log }: BatchOptions,
): Promise<Set<string>> => {
  const all = Records.map(({ messageId }) => messageId)
  const deadlineMs = clock.now() + timeoutMs
  const context = { getRemainingTimeInMillis: () => Math.max(0, deadlineMs - clock.now()) }
  const { promise: timeout, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  try {
    return failedOf(await Promise.race([handler({ Records }, context), timeout]), all)
  } catch (error) {
    log(
      `a batch of ${all.length} from queue "${source.name}" failed and will come back: ${(error as Error).message}`,
    )
    return new Set(all)
  } finally {
    clearTimeout(timer)
  }
}

/**
 * As Lambda reads a response: where it names what was not in the batch, the whole batch has failed.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
// biome-ignore lint/suspicious/noConfusingVoidType: it is what Lambda's own type says
export const failedOf = (response: SQSBatchResponse | void, all: readonly string[]): Set<string> => {
  const failed = (response?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier)
  const known = new Set(all)
  return failed.every(id => known.has(id)) ? new Set(failed) : known
}

const DELETE_ATTEMPTS = 5
const DELETE_PAUSE_MS = 100

const remove = async (source: SqsSource, done: SQSRecord[], { clock, draw, log }: BatchOptions) => {
  let left = done
  for (let attempt = 1; left.length > 0; attempt++) {
    let why = 'the queue would not delete them'
    left = await source.remove(left).catch(error => {
      why = error.message
      return left
    })
    if (left.length === 0) return
    if (attempt === DELETE_ATTEMPTS) {
      log(
        `queue "${source.name}" did not delete ${left.length} messages that are done with (${why}): they come again and are known then`,
      )
      return
    }
    await clock.sleep(draw() * DELETE_PAUSE_MS * 2 ** attempt)
  }
}

/** The longest that a failed message waits; its tenth receive comes about eight minutes after the first. */
const MAX_RETRY_SECONDS = 900

/**
 * When a failed message is given out again: after 1, 2, 4, 8, … seconds, half of it by chance. Left to its lease it
 * would wait a minute even where the store was away for a second; at once, ten receives would be gone in the same
 * second and it would be a dead letter.
 */
const retrySeconds = (record: SQSRecord, draw: () => number): number => {
  const receives = Number(record.attributes?.ApproximateReceiveCount) || 1
  const boundSeconds = Math.min(MAX_RETRY_SECONDS, 2 ** (receives - 1))
  return Math.ceil((boundSeconds * (1 + draw())) / 2)
}

const giveBack = (source: SqsSource, back: SQSRecord[], { draw }: BatchOptions): Promise<void> =>
  source.hide(back, record => retrySeconds(record, draw)).catch(() => {}) // then they come when their lease ends
