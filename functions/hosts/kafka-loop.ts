/*
 * Drives a Lambda handler of Kafka events where there is no Lambda, with kafkajs:
 *
 *   fetch ─> each partition, side by side: a chunk ─> handler ─> resolve up to the first that failed ─> commit
 *              ^                                         │
 *              └───────── waits, ever longer ─ failed ───┘
 *
 * The group knows that we are there because the handler computes on another thread, and because we say so meanwhile.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs'
import { explainKafka, isLasting } from '../adapters/kafka-errors.ts'
import { type CallOptions, callsOf, type KafkaHandler } from './kafka-calls.ts'
import { type PartitionOptions, workOff } from './kafka-partition.ts'
import { pauseOf, retriesOf } from './kafka-retries.ts'

export type KafkaLoopOptions = Omit<CallOptions, 'finishWithinMs'> & {
  /** For what is said. */
  brokers: readonly string[]
  topic: string
  group: string
  /** A consumer of which the group hears nothing for so long is taken for dead. */
  sessionTimeoutMs: number
  draw: () => number
  /** Aborted: fetch no more, finish what is in hand, commit, leave the group. */
  signal: AbortSignal
  /** How long finishing may take. */
  stopWithinMs: number
  /** Called when partitions were dealt. */
  assigned?: ((partitions: readonly number[]) => void) | undefined
  /** Called as a partition is worked off: how many of its records are still to be settled. */
  behind?: ((partition: number, records: number) => void) | undefined
}

/** One broker's answer to a fetch, and what a partition has of it. What is in hand is never more than one answer a broker. */
const MAX_FETCH_BYTES = 16 * 1024 * 1024
const MAX_PARTITION_BYTES = 128 * 1024
/** How long a broker waits for the first record. A group that is dealt anew waits for it, too: with 5 s it takes 5 s. */
const FETCH_WAIT_MS = 200
const COMMIT_EVERY_MS = 1_000
const SLICE_MS = 1_000
const MAX_PARTITIONS_AT_ONCE = 128

/**
 * Consume a topic until the signal; resolves when what was in hand is finished, or could not be in time. Whatever a
 * consumer dies of, a new one is made. Throws only where the first cannot join and trying again is no use: no such topic,
 * no permission.
 */
export const consumeKafka = async (
  kafka: Kafka,
  handler: KafkaHandler,
  options: KafkaLoopOptions,
): Promise<void> => {
  const { signal, clock, draw, log, topic } = options
  const calls = callsOf(handler, { ...options, finishWithinMs: options.stopWithinMs })
  const retries = retriesOf(options)
  let hasJoined = false
  let failures = 0
  const joined = () => {
    hasJoined = true
  }
  const progressed = () => {
    if (failures > 0) log(`consuming topic "${topic}" again`)
    failures = 0
  }
  while (!signal.aborted) {
    const bornMs = clock.now()
    const error = await lifeOf(kafka, { ...options, calls, retries, joined, progressed })
    if (error === undefined || signal.aborted) return
    const why = explainKafka(error, options)
    if (!hasJoined && isLasting(error)) throw new Error(why, { cause: error })
    if (clock.now() - bornMs > STEADY_MS) failures = 0
    if (failures++ === 0)
      log(`the consumer of topic "${topic}" ended (${why}); it is made anew until one stays`)
    await delay(pauseOf(failures, draw), undefined, { signal }).catch(() => {})
  }
}

/** A consumer that lived so long did not die of how it was born. */
const STEADY_MS = 60_000

type Life = KafkaLoopOptions &
  Pick<PartitionOptions, 'calls' | 'retries'> & { joined: () => void; progressed: () => void }

/** One consumer, until the signal, or until it dies: then of what. */
const lifeOf = async (kafka: Kafka, life: Life): Promise<Error | undefined> => {
  const consumer = consumerOf(kafka, life)
  const crashed = new Promise<Error>(resolve => {
    consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error))
  })
  const partitions = partitionsOf(consumer, life)
  const run = async () => {
    await consumer.connect()
    await consumer.subscribe({ topic: life.topic, fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: MAX_PARTITIONS_AT_ONCE,
      eachBatch: partitions.eachBatch,
    })
    return crashed
  }
  try {
    const error = await Promise.race([run(), crashed, aborted(life.signal)])
    if (error === undefined) await partitions.finish()
    return error
  } catch (error) {
    return error as Error
  } finally {
    partitions.end()
    await consumer.disconnect().catch(() => {}) // it leaves the group, or the group will notice
  }
}

const consumerOf = (kafka: Kafka, { group, sessionTimeoutMs }: Life): Consumer =>
  kafka.consumer({
    groupId: group,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: heartbeatOf(sessionTimeoutMs),
    maxWaitTimeInMs: FETCH_WAIT_MS,
    maxBytes: MAX_FETCH_BYTES,
    maxBytesPerPartition: MAX_PARTITION_BYTES,
    allowAutoTopicCreation: false,
    // One way to come back, whatever happened: ours.
    retry: { restartOnFailure: async () => false },
  })

const heartbeatOf = (sessionTimeoutMs: number) => Math.floor(sessionTimeoutMs / 4)

/** What a consumer has been dealt, from one time that partitions are dealt to the next. */
const partitionsOf = (consumer: Consumer, life: Life) => {
  const { topic, sessionTimeoutMs, clock, signal, calls, retries } = life
  const inHand = new Set<Promise<void>>()
  let owned = new Set<number>()
  let dealing = new AbortController()
  let latest: EachBatchPayload | undefined
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    dealing.abort()
    dealing = new AbortController()
    owned = new Set(payload.memberAssignment[topic] ?? [])
    life.joined()
    life.assigned?.([...owned])
  })
  // What cannot be committed now is committed later, or comes again and is known.
  const commit = async () => {
    await latest?.commitOffsetsIfNecessary(latest.uncommittedOffsets()).catch(() => {})
  }
  const timer = setInterval(commit, COMMIT_EVERY_MS)
  const options = {
    ...{ calls, retries, clock, signal },
    chunkSize: life.batchSize,
    sliceMs: SLICE_MS,
    heartbeatMs: heartbeatOf(sessionTimeoutMs),
    behind: (partition: number, records: number) => {
      life.progressed()
      life.behind?.(partition, records)
    },
  }
  const work = async (payload: EachBatchPayload) => {
    latest = payload
    const { signal: dealt } = dealing
    try {
      await workOff(payload, { ...options, dealt })
    } catch (error) {
      if (!dealt.aborted) await commit() // while it is still ours
      throw error
    }
  }
  return {
    eachBatch: (payload: EachBatchPayload): Promise<void> => {
      if (signal.aborted || !owned.has(payload.batch.partition)) return Promise.resolve()
      const working = work(payload)
      inHand.add(working)
      return working.finally(() => inHand.delete(working))
    },
    finish: async () => {
      if (latest === undefined) return
      consumer.pause([{ topic }])
      await Promise.allSettled(inHand)
      await commit()
    },
    end: () => clearInterval(timer),
  }
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise(resolve => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
