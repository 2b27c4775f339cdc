import type { KafkaBatchResponse, KafkaEvent } from '../../events/kafka.ts'
import { kafkaClient } from '../adapters/kafka-client.ts'
import type { KafkaSettings } from '../adapters/kafka-settings.ts'
import { partitionsOf } from '../adapters/kafka-topic.ts'
import { clock } from '../wire.ts'
import { consumeKafka, type KafkaLoopOptions } from './kafka-loop.ts'
import { startWorkerHandlers } from './worker-handler.ts'

export type KafkaConsumerOptions = Pick<
  KafkaLoopOptions,
  'topic' | 'group' | 'signal' | 'log' | 'observe' | 'observeOutcomes' | 'assigned' | 'behind'
> & {
  kafka: KafkaSettings
  /** What the thread that labels and counts has for its environment: the store, the model. */
  env: Record<string, string>
  /** Called when it is about to begin, with how many partitions the topic has. */
  ready: (partitions: number) => void
}

/**
 * What a laptop labels in two seconds is a call; another waits while it is written. A consumer that is killed is missed
 * after 6 s, the shortest that brokers allow by default (group.min.session.timeout.ms).
 */
const limits = {
  callsAtOnce: 3,
  batchSize: 100,
  timeoutMs: 30_000,
  sessionTimeoutMs: 6_000,
  stopWithinMs: 12_000,
}

/**
 * Label and count what is posted to a topic, in this process, until the signal. Throws where it cannot begin: no broker,
 * no such topic, no permission, no model.
 */
export const runKafkaConsumer = async ({
  kafka: settings,
  env,
  ready,
  ...options
}: KafkaConsumerOptions): Promise<void> => {
  const kafka = kafkaClient(settings)
  const { brokers } = settings
  const partitions = await partitionsOf(kafka, { ...options, brokers })
  const workers = startWorkerHandlers(new URL('./kafka-worker.ts', import.meta.url), env)
  try {
    await workers.ready
    ready(partitions.length)
    const handler = workers.handler<KafkaEvent, KafkaBatchResponse>('classify-kafka')
    await consumeKafka(kafka, handler, { ...limits, ...options, brokers, clock, draw: Math.random })
  } finally {
    await workers.close()
  }
}
