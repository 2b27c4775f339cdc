import { writeMessage } from '../../events/message.ts'
import type { Queue } from '../../functions/pipeline/ports.ts'
import { clientOf, type ServerOptions } from '../client.ts'
import { Failure } from '../failure.ts'
import { type KafkaOptions, kafkaOf } from '../kafka-options.ts'
import { countedWithin } from './counted.ts'
import type { FeedMessage } from './messages.ts'
import { type Feeding, httpPost } from './post-batches.ts'

/** Where a feed goes. */
export type Target = {
  post(batch: readonly FeedMessage[], feeding: Feeding): Promise<void>
  /** Once all is posted: a sentence about what was counted. Undefined where nobody can be asked. */
  settle?: ((accepted: number, signal: AbortSignal) => Promise<string>) | undefined
  close(): Promise<void>
}

export type TargetOptions = ServerOptions &
  KafkaOptions & { room: string; source: string; queueUrl?: string; topic?: string }

/** Opened before the first row is read, so that what is not there is known at once. */
export const targets = {
  http: async options => {
    const client = clientOf(options)
    const { settle } = await countedWithin(client, options.room)
    return { post: httpPost(client, options), settle, close: async () => {} }
  },
  sqs: async options => {
    if (!options.queueUrl) throw new Failure('which queue? Give --queue-url, or set ROOMTONE_QUEUE_URL')
    const url = readQueueUrl(options.queueUrl)
    const { openSqs } = await import('../../functions/wire.ts')
    const { sqsQueue } = await import('../../functions/adapters/sqs-queue.ts')
    const { regionOf } = await import('../../functions/adapters/sqs-source.ts')
    process.env.AWS_REGION ??= regionOf(url.hostname) ?? 'us-east-1'
    const hasEndpoint = Boolean(process.env.AWS_ENDPOINT_URL_SQS ?? process.env.AWS_ENDPOINT_URL)
    const client = await openSqs({ hasEndpoint }, SEND_TIMEOUT_MS)
    const post = queuePost(sqsQueue(client, options.queueUrl), options)
    return { post, close: async () => client.destroy() }
  },
  kafka: async options => {
    const { topic } = options
    const settings = kafkaOf(options)
    if (!topic) throw new Failure('which topic? Give --topic')
    const { kafkaClient } = await import('../../functions/adapters/kafka-client.ts')
    const { kafkaQueues } = await import('../../functions/adapters/kafka-queue.ts')
    const { partitionsOf } = await import('../../functions/adapters/kafka-topic.ts')
    const kafka = kafkaClient(settings)
    await partitionsOf(kafka, { brokers: settings.brokers, topic }).catch(fail)
    const queues = kafkaQueues(kafka, settings.brokers)
    return { post: queuePost(queues.queueOf(topic), options), close: queues.close }
  },
} satisfies Record<string, (options: TargetOptions) => Promise<Target>>

const SEND_TIMEOUT_MS = 5_000

const fail = (error: Error): never => {
  throw new Failure(error.message)
}

const readQueueUrl = (value: string): URL => {
  const url = URL.parse(value)
  if (url && /^https?:$/.test(url.protocol)) return url
  throw new Failure(`${value} is no URL of a queue, such as https://sqs.eu-west-1.amazonaws.com/1234/posted`)
}

/** As ingest posts it: a CloudEvent, posted now. A repeat has the same id, and is counted once. */
const queuePost =
  (queue: Queue, { room, source }: TargetOptions): Target['post'] =>
  async (batch, { fed }) => {
    const postedAt = Date.now()
    const bodies = batch.map(({ id, text }) =>
      writeMessage({ room, source, id, text, revision: 0, postedAt }),
    )
    await queue.send(bodies).catch(fail)
    fed.accepted += batch.length
  }
