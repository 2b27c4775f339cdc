import { setTimeout as delay } from 'node:timers/promises'
import type { Kafka, Message } from 'kafkajs'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { kafkaClient } from '../../../functions/adapters/kafka-client.ts'
import type { KafkaHandler } from '../../../functions/hosts/kafka-calls.ts'
import { consumeKafka, type KafkaLoopOptions } from '../../../functions/hosts/kafka-loop.ts'
import { type KafkaBroker, startKafka } from '../../engines/kafka.ts'
import { until } from './loop-options.ts'

export type LocalKafka = Awaited<ReturnType<typeof openLocalKafka>>

/** A broker, with what the tests do on it. */
export const openLocalKafka = async (options?: Parameters<typeof startKafka>[0]) => {
  const broker = await startKafka(options)
  const kafka = kafkaClient(broker)
  const admin = kafka.admin()
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await Promise.all([admin.connect(), producer.connect()])
  return {
    broker,
    kafka,
    admin,
    topic: (partitions = 1, configEntries: { name: string; value: string }[] = []) =>
      makeTopic(admin, partitions, configEntries),
    send: (topic: string, ...messages: Message[]) => producer.send({ topic, messages }),
    producer,
    /** What the group has committed of each partition; -1: nothing. */
    committed: async (topic: string, group: string): Promise<number[]> => {
      // A broker that has just started does not know its groups yet.
      const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] }).catch(() => [])
      const partitions = found?.partitions ?? [{ partition: 0, offset: '-1' }]
      return partitions.toSorted((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset))
    },
    close: async () => {
      await Promise.all([admin.disconnect(), producer.disconnect()]).catch(() => {})
      await broker.stop()
    },
  }
}

let topics = 0

const makeTopic = async (
  admin: ReturnType<Kafka['admin']>,
  numPartitions: number,
  configEntries: { name: string; value: string }[],
): Promise<string> => {
  const topic = `posted-${++topics}`
  await admin.createTopics({ topics: [{ topic, numPartitions, configEntries }], waitForLeaders: false })
  // Posted to before every partition has its leader, kafkajs tries again with all of it, and some stands there twice.
  await until(`topic ${topic} is there`, async () => {
    const offsets = await admin.fetchTopicOffsets(topic).catch(() => [])
    return offsets.length === numPartitions
  })
  return topic
}

/** A loop over that broker, whose group dies sooner than it would elsewhere. */
export const consumeLocal = (
  { broker, kafka }: { broker: KafkaBroker; kafka: Kafka },
  topic: string,
  handler: KafkaHandler,
  given: Partial<KafkaLoopOptions> = {},
) => {
  const stop = new AbortController()
  const lines: string[] = []
  const ended = consumeKafka(kafka, handler, {
    brokers: broker.brokers,
    topic,
    group: `of-${topic}`,
    callsAtOnce: 3,
    batchSize: 100,
    timeoutMs: 10_000,
    sessionTimeoutMs: 3_000,
    stopWithinMs: 5_000,
    clock: { now: Date.now, sleep: async ms => void (await delay(ms)) },
    draw: () => 0,
    signal: stop.signal,
    log: line => lines.push(line),
    ...given,
  })
  ended.catch(() => {}) // the test looks at it when it wants to
  return {
    lines,
    ended,
    stop: async () => {
      stop.abort()
      await ended.catch(() => {})
    },
  }
}

/** A broker for the tests of a `describe`, as `local.kafka`; what they open is stopped after each of them. */
export const useLocalKafka = () => {
  const local = {
    /** What is to be stopped after a test. */
    opened: [] as { stop(): Promise<void> }[],
    kafka: undefined as unknown as LocalKafka,
    consume: (topic: string, handler: KafkaHandler, given?: Partial<KafkaLoopOptions>) => {
      const consumer = consumeLocal(local.kafka, topic, handler, given)
      local.opened.push(consumer)
      return consumer
    },
  }
  beforeAll(async () => {
    local.kafka = await openLocalKafka()
  })
  afterEach(async () => {
    for (const one of local.opened.splice(0)) await one.stop()
  })
  afterAll(() => local.kafka.close())
  return local
}
