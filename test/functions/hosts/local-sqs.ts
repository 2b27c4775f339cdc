import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { queueNameOf, sqsQueue } from '../../../functions/adapters/sqs-queue.ts'
import {
  DEAD_LETTERS,
  type LocalQueue,
  MAX_RECEIVES,
  POSTED,
  startLocalQueue,
} from '../../../functions/hosts/local-queue.ts'

/** As an app has it: another region, keys of its own. */
export const clientOf = ({ endpoint }: { endpoint: string }): SQSClient =>
  new SQSClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'app', secretAccessKey: 'app' },
    maxAttempts: 1,
  })

/** The local queue over SQS, with what the tests look at. */
export const openLocalSqs = async (options: Partial<Parameters<typeof startLocalQueue>[0]> = {}) =>
  localSqs(await startLocalQueue({ port: 0, ...options }))

export const localSqs = (queue: LocalQueue, maxReceives = MAX_RECEIVES) => {
  const client = clientOf(queue)
  const [posted, deadLetters] = [queue.urlOf(POSTED), queue.urlOf(DEAD_LETTERS)]
  return {
    queue,
    client,
    posted,
    deadLetters,
    createQueues: async () => {
      const create = (url: string, Attributes = {}) =>
        client.send(new CreateQueueCommand({ QueueName: queueNameOf(url), Attributes }))
      await create(deadLetters)
      const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${queueNameOf(deadLetters)}`
      await create(posted, {
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: maxReceives }),
      })
    },
    deleteQueues: async () => {
      for (const QueueUrl of [posted, deadLetters]) await client.send(new DeleteQueueCommand({ QueueUrl }))
    },
    send: (...bodies: string[]) => sqsQueue(client, posted).send(bodies),
    receive: async (url = posted, hideSeconds = 60) => {
      const command = new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: hideSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      })
      return (await client.send(command)).Messages ?? []
    },
    attributes: async (url = posted): Promise<Record<string, string>> => {
      const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] })
      return (await client.send(command)).Attributes ?? {}
    },
    close: async () => {
      client.destroy()
      await queue.close()
    },
  }
}
export type LocalSqs = ReturnType<typeof localSqs>

/** All that is waiting in a queue, and nothing deleted. */
export const drain = async ({ receive }: LocalSqs, url?: string): Promise<string[]> => {
  const bodies: string[] = []
  for (;;) {
    const messages = await receive(url)
    if (messages.length === 0) return bodies
    bodies.push(...messages.map(({ Body }) => Body ?? ''))
  }
}
