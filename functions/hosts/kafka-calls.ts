/*
 * Between the partitions and the handler. Each partition brings a chunk at a time and waits for it; what waits at the same
 * time, of whatever partitions, becomes one call, so that a busy topic is labelled in large batches and a quiet one at once:
 *
 *   posted-0: 40 records ─┐
 *   posted-1: 35 records ─┼─> handler({ records: { 'posted-0': […], 'posted-1': […] } })
 *   posted-2: 80 records ─┘─> waits for the next
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { KafkaBatchResponse, KafkaEvent } from '../../events/kafka.ts'
import type { KafkaRecord } from '../../events/kafka-given.ts'
import type { OutcomeCounts } from '../pipeline/outcome.ts'
import type { Clock } from '../pipeline/ports.ts'
import type { HandlerContext } from './handler-context.ts'
import { eventOf, partitionName } from './kafka-event.ts'

/** A Lambda handler of Kafka events. Nothing returned: all went well. Thrown: all failed. */
export type KafkaHandler = (
  event: KafkaEvent,
  context: HandlerContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: it is what Lambda's own type says
) => Promise<KafkaBatchResponse | void>

export type CallOptions = {
  /** Calls of the handler at a time: while one is written, the next is labelled. */
  callsAtOnce: number
  /** Records of a call, unless one chunk has more. */
  batchSize: number
  /** How long the handler may take; then all of the call has failed. */
  timeoutMs: number
  /** How long a call that is under way is waited for when its partition is given up. */
  finishWithinMs: number
  clock: Clock
  log: (line: string) => void
  /** Called after each call. */
  observe?: ((call: { records: number; failed: number; tookMs: number }) => void) | undefined
  /** Called with what the handler tells of a call. */
  observeOutcomes?: ((counts: OutcomeCounts) => void) | undefined
}

export type KafkaCalls = {
  /**
   * The offsets of these records (of one partition) that failed; undefined where that was not known before `givenUp` was
   * aborted, or in the time after it that is left for finishing. Never throws.
   */
  settle(records: readonly KafkaRecord[], givenUp: AbortSignal): Promise<Set<number> | undefined>
}

type Chunk = PromiseWithResolvers<Set<number> | undefined> & { records: readonly KafkaRecord[] }

export const callsOf = (handler: KafkaHandler, options: CallOptions): KafkaCalls => {
  const waiting: Chunk[] = []
  let underWay = 0
  const next = () => {
    while (underWay < options.callsAtOnce && waiting.length > 0) {
      underWay++
      const over = () => {
        underWay--
        next()
      }
      void call(handler, takeChunks(waiting, options.batchSize), options).finally(over)
    }
  }
  const giveUp = async (chunk: Chunk) => {
    const at = waiting.indexOf(chunk)
    if (at >= 0) waiting.splice(at, 1)
    else await delay(options.finishWithinMs, undefined, { ref: false })
    chunk.resolve(undefined)
  }
  return {
    settle: (records, givenUp) => {
      const chunk: Chunk = { records, ...Promise.withResolvers() }
      if (givenUp.aborted) return Promise.resolve(undefined)
      waiting.push(chunk)
      const onAbort = () => void giveUp(chunk)
      givenUp.addEventListener('abort', onAbort, { once: true })
      setImmediate(next) // what one fetch has brought of several partitions is one call
      return chunk.promise.finally(() => givenUp.removeEventListener('abort', onAbort))
    },
  }
}

/** From the front, as many whole chunks as a call holds; one at least. */
const takeChunks = (waiting: Chunk[], batchSize: number): Chunk[] => {
  let records = 0
  const end = waiting.findIndex(chunk => {
    records += chunk.records.length
    return records > batchSize
  })
  return waiting.splice(0, end === -1 ? waiting.length : Math.max(1, end))
}

const call = async (handler: KafkaHandler, chunks: readonly Chunk[], options: CallOptions) => {
  const records = chunks.flatMap(chunk => chunk.records)
  const startedMs = options.clock.now()
  const failed = await failedOf(handler, records, options)
  let failures = 0
  for (const chunk of chunks) {
    const offsets = chunk.records.filter(record => failed.has(nameOf(record))).map(({ offset }) => offset)
    failures += offsets.length
    chunk.resolve(new Set(offsets))
  }
  options.observe?.({ records: records.length, failed: failures, tookMs: options.clock.now() - startedMs })
}

const nameOf = (record: KafkaRecord) => `${partitionName(record)}@${record.offset}`

/** By name, as Lambda reads a response: where it names what was not in the call, all of it has failed. */
const failedOf = async (
  handler: KafkaHandler,
  records: readonly KafkaRecord[],
  { timeoutMs, clock, log, observeOutcomes }: CallOptions,
): Promise<Set<string>> => {
  const all = new Set(records.map(nameOf))
  const deadlineMs = clock.now() + timeoutMs
  const context: HandlerContext = {
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - clock.now()),
    observe: counts => observeOutcomes?.(counts),
  }
  const { promise: timeout, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  try {
    const response = await Promise.race([handler(eventOf(records), context), timeout])
    const named = (response?.batchItemFailures ?? []).map(
      ({ itemIdentifier: { partition, offset } }) => `${partition}@${offset}`,
    )
    return named.every(name => all.has(name)) ? new Set(named) : all
  } catch (error) {
    log(`a batch of ${all.size} records failed and is tried again: ${(error as Error).message}`)
    return all
  } finally {
    clearTimeout(timer)
  }
}
