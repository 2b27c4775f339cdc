/*
 * What Lambda calls an event source mapping: polls a queue and invokes a function with what it got. As the SQS loop of
 * functions/hosts, but with Lambda's manners: the function is killed when it is late, what failed stays hidden for as long
 * as the queue says, and no lease is extended.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { SqsSource } from '../../functions/adapters/sqs-source.ts'
import { keepInHand } from '../../functions/hosts/in-hand.ts'
import { failedOf } from '../../functions/hosts/sqs-batch.ts'
import { gather } from '../../functions/hosts/sqs-loop.ts'
import type { Invocation } from './start-function.ts'

export type EventSource = {
  batchSize: number
  /** How long a batch that is not full waits for more. */
  windowMs: number
  /** Invocations at a time. */
  maximumConcurrency: number
  /** Whether the function says which messages of a batch have failed; else all of it fails with one. */
  partialResponses: boolean
}

export type Polling = {
  /** Aborted: receive no more, finish what is in hand, end. */
  signal: AbortSignal
  log: (line: string) => void
}

/** Poll until the signal. Never throws on account of the queue or the function: what is not deleted comes again. */
export const pollQueue = async (
  source: SqsSource,
  { batchSize, windowMs, maximumConcurrency, partialResponses }: EventSource,
  invoke: (event: SQSEvent) => Promise<Invocation>,
  { signal, log }: Polling,
): Promise<void> => {
  const profile = { batchSize, windowMs, batches: maximumConcurrency }
  const inHand = keepInHand<SQSRecord[]>(maximumConcurrency, signal)
  const work = async (records: SQSRecord[]): Promise<void> => {
    const result = await invoke({ Records: records })
    if (result.error)
      log(`a batch of ${records.length} of ${source.name} failed: ${result.error.errorMessage}`)
    const failed = failedIn(result, records, partialResponses)
    const left = await source.remove(records.filter(({ messageId }) => !failed.has(messageId)))
    if (left.length > 0) log(`${left.length} messages of ${source.name} were not deleted: they come again`)
  }
  while (!signal.aborted) {
    await inHand.room()
    const records = await gather(source, { profile, signal }).catch(async error => {
      if (!signal.aborted) log(`cannot receive from ${source.name}: ${error.message}`)
      await delay(RETRY_MS, undefined, { signal }).catch(() => {})
      return []
    })
    if (records.length > 0)
      inHand.add(
        records,
        work(records).catch(error => log(error.message)),
      )
  }
  await inHand.finish(FINISH_MS)
}

const RETRY_MS = 1_000
/** The longest that a function of SQS may take, and a little more. */
const FINISH_MS = 905_000

const failedIn = (
  { answer, error }: Invocation,
  records: readonly SQSRecord[],
  partialResponses: boolean,
): Set<string> => {
  const all = records.map(({ messageId }) => messageId)
  if (error) return new Set(all)
  return partialResponses ? failedOf(answer as SQSBatchResponse, all) : new Set()
}
