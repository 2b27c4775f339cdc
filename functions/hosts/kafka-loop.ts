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
import type { Consumer, Kafka } from 'kafkajs'
import { explainKafka, isLasting } from '../adapters/kafka-errors.ts'
import { within } from '../adapters/within.ts'
import { type CallOptions, callsOf, type KafkaHandler } from './kafka-calls.ts'
import { type Dealt, type DealtOptions, dealtTo } from './kafka-dealt.ts'
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
  let said: string | undefined
  const joined = () => {
    hasJoined = true
  }
  const progressed = () => {
    if (said !== undefined) log(`consuming topic "${topic}" again`)
    failures = 0
    said = undefined
  }
  while (!signal.aborted) {
    const bornMs = clock.now()
    const error = await lifeOf(kafka, { ...options, calls, retries, joined, progressed })
    if (error === undefined || signal.aborted) return
    const why = explainKafka(error, options)
    if (!hasJoined && isLasting(error)) throw new Error(why, { cause: error })
    if (clock.now() - bornMs > STEADY_MS) failures = 0
    failures++
    // Once for each reason, however long it lasts.
    if (why !== said) log(`the consumer of topic "${topic}" ended (${why}); it is made anew until one stays`)
    said = why
    await delay(pauseOf(failures, draw), undefined, { signal }).catch(() => {})
  }
}

/** A consumer that lived so long did not die of how it was born. */
const STEADY_MS = 60_000

type Life = KafkaLoopOptions & Omit<DealtOptions, 'heartbeatMs'>

/** One consumer, until the signal, or until it dies: then of what. */
const lifeOf = async (kafka: Kafka, life: Life): Promise<Error | undefined> => {
  const consumer = consumerOf(kafka, life)
  const crashed = new Promise<Error>(resolve => {
    consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error))
  })
  const dealt = dealtTo(consumer, { ...life, heartbeatMs: heartbeatOf(life) })
  const running = run(consumer, life.topic, dealt.eachBatch)
  try {
    const error = await Promise.race([running.then(() => crashed), crashed, aborted(life.signal)])
    if (error === undefined) {
      // Who goes while it joins stays a member, and the group waits for it.
      await within(Promise.race([running, crashed]), JOIN_WITHIN_MS)
      await within(dealt.finish(), life.stopWithinMs)
    }
    return error
  } catch (error) {
    return error as Error
  } finally {
    dealt.end()
    await within(consumer.disconnect(), life.sessionTimeoutMs) // it leaves the group, or the group has noticed by then
  }
}

/** How long a consumer that is to stop may take to join, so that it can leave. */
const JOIN_WITHIN_MS = 2_000

/** Resolves when it has joined the group, or crashed. */
const run = async (consumer: Consumer, topic: string, eachBatch: Dealt['eachBatch']): Promise<void> => {
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: MAX_PARTITIONS_AT_ONCE,
    eachBatch,
  })
}

const consumerOf = (kafka: Kafka, { group, sessionTimeoutMs }: KafkaLoopOptions): Consumer =>
  kafka.consumer({
    groupId: group,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: heartbeatOf({ sessionTimeoutMs }),
    maxWaitTimeInMs: FETCH_WAIT_MS,
    maxBytes: MAX_FETCH_BYTES,
    maxBytesPerPartition: MAX_PARTITION_BYTES,
    allowAutoTopicCreation: false,
    // One way to come back, whatever happened: ours.
    retry: { restartOnFailure: async () => false },
  })

/** So that three may be lost. */
const heartbeatOf = ({ sessionTimeoutMs }: Pick<KafkaLoopOptions, 'sessionTimeoutMs'>) =>
  Math.floor(sessionTimeoutMs / 4)

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise(resolve => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
