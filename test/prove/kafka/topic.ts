import { setTimeout as sleep } from 'node:timers/promises'
import type { Kafka, Message } from 'kafkajs'
import pRetry from 'p-retry'
import { PARTITIONS } from './records.ts'

/** A topic, as those see it who post to it and wait for it to be read. Everything is patient: brokers are killed here. */
export const topicOn = async (kafka: Kafka, topic: string, group: string) => {
  const admin = kafka.admin()
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await Promise.all([admin.connect(), producer.connect()])
  await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS }], waitForLeaders: false })
  await patiently(async () => {
    const offsets = await admin.fetchTopicOffsets(topic)
    if (offsets.length < PARTITIONS) throw new Error('the topic has not all its partitions yet')
  })
  const backlog = async (): Promise<number> => {
    const [ends, [read]] = await Promise.all([
      admin.fetchTopicOffsets(topic),
      admin.fetchOffsets({ groupId: group, topics: [topic] }),
    ])
    const committed = new Map(read?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
    return ends.reduce(
      (sum, { partition, high }) => sum + Number(high) - Math.max(0, committed.get(partition) ?? 0),
      0,
    )
  }
  return {
    /** Until the broker has it. Sent again where that was not known. */
    send: (messages: Message[]) => patiently(() => producer.send({ topic, messages })),
    /** Until the group has committed all that is there. */
    drained: async () => {
      while ((await patiently(backlog)) > 0) await sleep(200)
    },
    close: async () => void (await Promise.allSettled([admin.disconnect(), producer.disconnect()])),
  }
}

export type Topic = Awaited<ReturnType<typeof topicOn>>

const PATIENCE_MS = 120_000

const patiently = <T>(work: () => Promise<T>): Promise<T> =>
  pRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    maxRetryTime: PATIENCE_MS,
    minTimeout: 100,
    maxTimeout: 1_000,
  })
