import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { sqsQueue } from '../../../functions/adapters/sqs-queue.ts'
import {
  DEAD_LETTERS,
  type LocalQueue,
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

/** The queue over SQS, with what the tests look at. */
export const openLocalSqs = async (options: Partial<Parameters<typeof startLocalQueue>[0]> = {}) =>
  localSqs(await startLocalQueue({ port: 0, ...options }))

export const localSqs = (queue: LocalQueue) => {
  const client = clientOf(queue)
  return {
    queue,
    client,
    posted: queue.urlOf(POSTED),
    deadLetters: queue.urlOf(DEAD_LETTERS),
    send: (...bodies: string[]) => sqsQueue(client, queue.urlOf(POSTED)).send(bodies),
    receive: async (url = queue.urlOf(POSTED), hideSeconds = 60) => {
      const command = new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: hideSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      })
      return (await client.send(command)).Messages ?? []
    },
    attributes: async (url = queue.urlOf(POSTED)): Promise<Record<string, string>> => {
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
