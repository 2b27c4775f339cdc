import kafkajs, { type Kafka } from 'kafkajs'
import { identityIn } from '../../events/identity.ts'
import type { Queue } from '../pipeline/ports.ts'
import { explainKafka } from './kafka-errors.ts'

export type KafkaQueues = {
  /** The topic as a queue: a body is the value of a record, its room is the key. */
  queueOf(topic: string): Queue
  close(): Promise<void>
}

/**
 * Topics to post to, all by one producer, which connects when it is first used. A body without a room that can be read
 * has no key. A topic is never made by posting to it.
 */
export const kafkaQueues = (kafka: Kafka, brokers: readonly string[]): KafkaQueues => {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  })
  let connected: Promise<void> | undefined
  const connect = () => {
    connected ??= producer.connect().catch(error => {
      connected = undefined
      throw error
    })
    return connected
  }
  const send = async (topic: string, bodies: readonly string[]) => {
    try {
      await connect()
      await producer.send({ topic, acks: ALL_IN_SYNC, messages: bodies.map(messageOf) })
    } catch (cause) {
      throw new Error(explainKafka(cause, { brokers, topic }), { cause })
    }
  }
  const queues = new Map<string, Queue>()
  return {
    queueOf: topic => {
      const queue = queues.get(topic) ?? { name: topic, send: bodies => send(topic, bodies) }
      queues.set(topic, queue)
      return queue
    },
    close: async () => {
      await connected?.catch(() => {})
      await producer.disconnect()
    },
  }
}

/** Acknowledged by every replica that keeps up. https://kafka.apache.org/documentation/#producerconfigs_acks */
const ALL_IN_SYNC = -1

const messageOf = (value: string) => ({ key: identityIn(Buffer.from(value)).room ?? null, value })
