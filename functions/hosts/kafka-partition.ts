/*
 * Works off what was fetched of one partition, in order, a chunk at a time:
 *
 *   offsets  17 18 19 20 | 21 22 23 …          all of 17 to 20 settled: the next fetch begins at 21
 *            ok ok no ok                        19 failed: the partition pauses, then begins again at 19
 *
 * An offset is resolved, and so committed, only when every record before it is counted, known, or a dead letter.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import type { KafkaRecord } from '../../events/kafka-given.ts'
import type { Clock } from '../pipeline/ports.ts'
import type { KafkaCalls } from './kafka-calls.ts'
import { recordOf } from './kafka-event.ts'
import type { Retries } from './kafka-retries.ts'

export type PartitionOptions = {
  calls: KafkaCalls
  retries: Retries
  /** Records that a partition brings at a time. */
  chunkSize: number
  /** After so long the rest is fetched again later, so that the other partitions of the broker have their turn. */
  sliceMs: number
  heartbeatMs: number
  clock: Clock
  /** Aborted: the consumer is to stop. */
  signal: AbortSignal
  /** Aborted: the partitions were dealt anew while this was worked on; what was in hand is no longer ours. */
  dealt: AbortSignal
  /** How many records of the partition are still to be settled. */
  behind: (partition: number, records: number) => void
}

export const workOff = async (payload: EachBatchPayload, options: PartitionOptions): Promise<void> => {
  const { topic, partition, messages, highWatermark } = payload.batch
  const endMs = options.clock.now() + options.sliceMs
  for (const chunk of chunksOf(messages, options.chunkSize)) {
    const records = chunk.map(message => recordOf(topic, partition, message))
    const { failed, lost } = await settle(records, payload, options)
    if (failed === undefined || options.dealt.aborted) return stopped(lost)
    const done = settledOf(records, failed)
    if (done.length > 0) {
      payload.resolveOffset(String(done.at(-1)!.offset))
      options.behind(partition, Number(highWatermark) - done.at(-1)!.offset - 1)
    }
    if (failed.size > 0) options.retries.pause(payload, records[done.length]!, done.length > 0)
    else options.retries.succeeded(records[0]!)
    if (lost !== undefined) return stopped(lost)
    if (failed.size > 0 || options.signal.aborted || options.clock.now() > endMs) return
  }
}

/** kafkajs joins the group again where what a heartbeat was answered is thrown to it. */
const stopped = (lost: Error | undefined) => {
  if (lost !== undefined) throw lost
}

/** Those before the first that failed. */
const settledOf = (records: readonly KafkaRecord[], failed: ReadonlySet<number>): readonly KafkaRecord[] => {
  const first = records.findIndex(({ offset }) => failed.has(offset))
  return first === -1 ? records : records.slice(0, first)
}

/** Have a chunk settled, and the group know meanwhile that we are there; `lost` is why it no longer thinks so. */
const settle = async (
  records: readonly KafkaRecord[],
  { heartbeat }: EachBatchPayload,
  { calls, heartbeatMs, signal }: PartitionOptions,
): Promise<{ failed: Set<number> | undefined; lost: Error | undefined }> => {
  const over = new AbortController()
  const giveUp = new AbortController()
  let lost: Error | undefined
  const beat = async () => {
    while (!over.signal.aborted) {
      await heartbeat()
      await delay(heartbeatMs, undefined, { signal: over.signal })
    }
  }
  beat().catch(error => {
    if (over.signal.aborted) return
    lost = error
    giveUp.abort()
  })
  const failed = await calls.settle(records, AbortSignal.any([signal, giveUp.signal]))
  over.abort()
  return { failed, lost }
}

/** What one call may hold in bytes, unless one record has more: 100 messages have 20 to 100 KiB. */
const MAX_CHUNK_BYTES = 1024 * 1024

/** In order, so many at a time, and no more than so many bytes. */
export function* chunksOf(messages: readonly KafkaMessage[], size: number): Generator<KafkaMessage[]> {
  let chunk: KafkaMessage[] = []
  let bytes = 0
  for (const message of messages) {
    const own = (message.value?.length ?? 0) + (message.key?.length ?? 0)
    if (chunk.length === size || (chunk.length > 0 && bytes + own > MAX_CHUNK_BYTES)) {
      yield chunk
      chunk = []
      bytes = 0
    }
    chunk.push(message)
    bytes += own
  }
  if (chunk.length > 0) yield chunk
}
