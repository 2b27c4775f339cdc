/*
 * Drives a Lambda handler of SQS events where there is no Lambda, from any SQS endpoint:
 *
 *   receive (long poll) -> fill the batch -> handler({ Records }) -> delete what is done, hide what failed
 *                      one at a time | as many at a time as the profile says
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { SQSRecord } from 'aws-lambda'
import type { SqsSource } from '../adapters/sqs-source.ts'
import { keepInHand } from './in-hand.ts'
import { type BatchOptions, handleBatch, type SqsHandler } from './sqs-batch.ts'

/** How messages become batches. */
export type Profile = {
  batchSize: number
  /** How long a batch that is not full waits for more. */
  windowMs: number
  /** Batches that are being handled at a time. */
  batches: number
}

export const profiles = {
  live: { batchSize: 10, windowMs: 0, batches: 4 },
  thrifty: { batchSize: 100, windowMs: 5_000, batches: 2 },
  /** A message at once when it is quiet; a backlog in large batches, the next one waiting when one is done. */
  embedded: { batchSize: 100, windowMs: 0, batches: 3 },
} as const satisfies Record<string, Profile>

export type LoopOptions = BatchOptions & {
  profile: Profile
  /** Aborted: receive no more, finish what is in hand, end. */
  signal: AbortSignal
  /** How long finishing may take. */
  stopWithinMs: number
  /** Called after each batch. */
  observe?: ((batch: { messages: number; failed: number; tookMs: number }) => void) | undefined
}

/** Consume a queue until the signal; resolves when what was in hand is finished, or could not be in time. */
export const consumeSqs = async (
  source: SqsSource,
  handler: SqsHandler,
  options: LoopOptions,
): Promise<void> => {
  const outage = watchOutage(source, options)
  const inHand = keepInHand<SQSRecord[]>(options.profile.batches, options.signal)
  let fruitless = 0 // batches on end of which nothing succeeded
  while (!options.signal.aborted) {
    const records = await outage.watch(gather(source, options))
    const over = (allFailed: boolean) => {
      fruitless = allFailed ? fruitless + 1 : 0
    }
    if (records.length > 0) inHand.add(records, work(source, handler, records, options).then(over))
    await inHand.room()
    // Where nothing succeeds (the store is away), the backlog must not use up its receives meanwhile.
    if (fruitless > 0) await pause(fruitless, options)
  }
  const left = await inHand.finish(options.stopWithinMs)
  if (left > 0)
    options.log(`stopped with ${left} messages of queue "${source.name}" in hand: they will come again`)
}

/** True where everything failed. */
const work = async (
  source: SqsSource,
  handler: SqsHandler,
  records: SQSRecord[],
  options: LoopOptions,
): Promise<boolean> => {
  const startedMs = options.clock.now()
  const failed = await handleBatch(source, handler, records, options)
  options.observe?.({ messages: records.length, failed, tookMs: options.clock.now() - startedMs })
  return failed === records.length
}

/** The longest that SQS lets a receive wait, and the most that it gives. */
const LONG_POLL_SECONDS = 20
const MAX_RECEIVED = 10

type Gathering = Pick<LoopOptions, 'profile' | 'signal'>

/** Wait for a message, then take what else is there, up to a batch; where it is not full, once more after the window. */
export const gather = async (source: SqsSource, options: Gathering): Promise<SQSRecord[]> => {
  const { profile, signal } = options
  const { batchSize, windowMs } = profile
  const records = await source.receive({
    atMost: Math.min(MAX_RECEIVED, batchSize),
    waitSeconds: LONG_POLL_SECONDS,
    signal,
  })
  if (records.length === MAX_RECEIVED) await fill(source, records, options)
  if (records.length > 0 && records.length < batchSize && windowMs > 0) {
    await delay(windowMs, undefined, { signal }).catch(() => {})
    await fill(source, records, options)
  }
  return records
}

/** Receive without waiting, one, two, four, … at a time, until there is no more, or the batch is full. */
const fill = async (source: SqsSource, records: SQSRecord[], { profile, signal }: Gathering) => {
  for (let receives = 1; records.length < profile.batchSize && !signal.aborted; receives *= 2) {
    const room = profile.batchSize - records.length
    const asks = Array.from({ length: Math.min(receives, Math.ceil(room / MAX_RECEIVED)) }, (_, at) =>
      Math.min(MAX_RECEIVED, room - at * MAX_RECEIVED),
    )
    const got = await Promise.allSettled(
      asks.map(atMost => source.receive({ atMost, waitSeconds: 0, signal })),
    )
    for (const one of got) if (one.status === 'fulfilled') records.push(...one.value)
    if (got.some((one, at) => one.status === 'rejected' || one.value.length < asks[at]!)) return
  }
}

const BASE_PAUSE_MS = 100
const MAX_PAUSE_MS = 20_000

/** Full jitter. Ends early on the signal. */
const pause = (failures: number, { draw, signal }: LoopOptions): Promise<void> =>
  delay(draw() * Math.min(MAX_PAUSE_MS, BASE_PAUSE_MS * 2 ** failures), undefined, { signal }).catch(() => {})

/** Waits after each failure. One line when the queue goes away and one when it is back, however long that takes. */
const watchOutage = ({ name }: SqsSource, options: LoopOptions) => {
  const { clock, log, signal } = options
  let sinceMs = 0
  let failures = 0
  const over = (records: SQSRecord[]) => {
    if (failures > 0) log(`queue "${name}" answers again after ${clock.now() - sinceMs} ms`)
    failures = 0
    return records
  }
  const failed = async (error: Error) => {
    if (!signal.aborted && failures++ === 0) {
      sinceMs = clock.now()
      log(`cannot receive from queue "${name}" (${explain(error)}); trying again until it answers`)
    }
    await pause(failures, options)
    return []
  }
  return { watch: (received: Promise<SQSRecord[]>) => received.then(over, failed) }
}

const cures: Record<string, string> = {
  QueueDoesNotExist: 'there is no such queue: create it, or give another with --queue-url',
  ECONNREFUSED: 'nothing listens there: is it started?',
  AccessDenied: 'access denied: these credentials need sqs:ReceiveMessage',
}

const explain = (error: Error & { code?: string }): string =>
  cures[error.name] ?? cures[error.code ?? ''] ?? error.message
