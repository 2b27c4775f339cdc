import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { dynamoStore } from '../../functions/adapters/dynamodb-store.ts'
import { startLocalQueue } from '../../functions/hosts/local-queue.ts'
import type { LiveMessage, MessagePage } from '../../functions/pipeline/ports.ts'
import { clock } from '../../functions/wire.ts'
import { createTable, localClient, startDynamoDbLocal } from '../../test/engines/dynamodb-local.ts'
import { startLocalSecrets } from '../../test/infra/local-secrets.ts'

/** What a stack stands on: DynamoDB Local with the table, a local queue with its dead letters, the secret of its tokens. */
export type Ground = {
  /** Service of X-Amz-Target -> where it listens. */
  engines: Record<string, string>
  urlOf(queue: QueueName): string
  /** Messages of a queue that are waiting or in hand. */
  left(queue: QueueName): Promise<number>
  /** What lies in the table of a room, past all functions: newest first. */
  stored(room: string): Promise<LiveMessage[]>
  stop(): Promise<void>
}

export type QueueName = 'PostedQueue' | 'PostedDeadLetterQueue'

/**
 * Instead of the 65 s and 10 receives of the template: so that what is given up is given up within a minute, and yet no
 * message is given out twice within the 10 s that a function may take.
 */
export const VISIBILITY_SECONDS = 12
const MAX_RECEIVES = 3

export const TABLE = 'Table'

/** `secret` signs room tokens. */
export const startGround = async (secret: string): Promise<Ground> => {
  const database = await startDynamoDbLocal()
  await createTable(localClient(database.port), TABLE)
  const queue = await startLocalQueue({ port: 0 })
  const secrets = await startLocalSecrets({ AWSCURRENT: secret, madeAt: Date.now() })
  const client = sqsAt(queue.endpoint)
  await createQueues(client)
  return {
    engines: {
      DynamoDB_20120810: `http://127.0.0.1:${database.port}`,
      AmazonSQS: queue.endpoint,
      secretsmanager: secrets.url,
    },
    urlOf: name => queue.urlOf(name),
    left: async name => {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: queue.urlOf(name), AttributeNames: ['All'] }),
      )
      const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes
      return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible)
    },
    stored: storedIn(database.port),
    stop: async () => {
      client.destroy()
      await secrets.close()
      await queue.close()
      await database.stop()
    },
  }
}

const storedIn = (port: number): Ground['stored'] => {
  const { store } = dynamoStore(localClient(port), TABLE, clock)
  return async room => {
    const all: LiveMessage[] = []
    const span = { fromMs: 0, toMs: clock.now() + 1 }
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: MessagePage = await store.list(room, span, STORED_PAGE, cursor || undefined)
      all.push(...page.messages)
      cursor = page.cursor
    }
    return all
  }
}

/** Messages read at once. */
const STORED_PAGE = 100

/** Requests go to `endpoint`, whatever host the URL of a queue has. */
export const sqsAt = (endpoint: string): SQSClient =>
  new SQSClient({
    endpoint,
    useQueueUrlAsEndpoint: false,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })

const createQueues = async (client: SQSClient): Promise<void> => {
  const Attributes = { VisibilityTimeout: String(VISIBILITY_SECONDS) }
  await client.send(new CreateQueueCommand({ QueueName: 'PostedDeadLetterQueue', Attributes }))
  const redrive = {
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:PostedDeadLetterQueue',
    maxReceiveCount: MAX_RECEIVES,
  }
  const posted = { ...Attributes, RedrivePolicy: JSON.stringify(redrive) }
  await client.send(new CreateQueueCommand({ QueueName: 'PostedQueue', Attributes: posted }))
}
