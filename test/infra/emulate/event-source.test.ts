import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { SQSEvent } from 'aws-lambda'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sqsSource } from '../../../functions/adapters/sqs-source.ts'
import { type LocalQueue, startLocalQueue } from '../../../functions/hosts/local-queue.ts'
import { type EventSource, pollQueue } from '../../../infra/emulate/event-source.ts'
import type { Invocation } from '../../../infra/emulate/start-function.ts'

let queue: LocalQueue
let client: SQSClient
beforeAll(async () => {
  queue = await startLocalQueue({ port: 0 })
  client = new SQSClient({
    endpoint: queue.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
})
afterAll(async () => {
  client.destroy()
  await queue.close()
})

const VISIBILITY_SECONDS = 1
const mapping: EventSource = { batchSize: 10, windowMs: 0, maximumConcurrency: 2, partialResponses: true }

const filled = async (name: string, bodies: readonly string[]) => {
  await client.send(new CreateQueueCommand({ QueueName: name }))
  const url = queue.urlOf(name)
  const Entries = bodies.map((MessageBody, at) => ({ Id: String(at), MessageBody }))
  await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))
  return { url, source: sqsSource(client, url, VISIBILITY_SECONDS) }
}

const report = { durationMs: 1, billedMs: 1, maxMemoryMb: 1, throttled: false }
const answered = (answer: unknown): Invocation => ({ ...report, answer })
const failed = (errorMessage: string): Invocation => ({
  ...report,
  error: { errorType: 'Error', errorMessage },
})
const bodiesOf = ({ Records }: SQSEvent) => Records.map(({ body }) => body)

/** Polls until `work` says that it has seen enough; what it was given, batch by batch. */
const poll = async (
  name: string,
  bodies: readonly string[],
  work: (event: SQSEvent, end: () => void) => Promise<Invocation> | Invocation,
  more: Partial<EventSource> = {},
) => {
  const { url, source } = await filled(name, bodies)
  const ending = new AbortController()
  const batches: string[][] = []
  const log: string[] = []
  const invoke = async (event: SQSEvent) => {
    batches.push(bodiesOf(event))
    return work(event, () => ending.abort())
  }
  await pollQueue(source, { ...mapping, ...more }, invoke, {
    signal: ending.signal,
    log: line => log.push(line),
  })
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
  )
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes
  return {
    batches,
    log,
    left: Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible),
  }
}

test('what a function is done with is deleted, and only what it says has failed comes again', async () => {
  const seen = await poll('partial', ['a', 'b', 'c'], ({ Records }, end) => {
    if (Records.length === 1) end()
    const bad = Records.length === 3 ? Records.filter(({ body }) => body === 'b') : []
    return answered({ batchItemFailures: bad.map(({ messageId }) => ({ itemIdentifier: messageId })) })
  })
  expect(seen).toMatchObject({ batches: [['a', 'b', 'c'], ['b']], left: 0 })
})

test('where a function fails, its whole batch comes again, and the log says so', async () => {
  const seen = await poll('failing', ['a', 'b'], (event, end) => {
    if (event.Records[0]!.attributes.ApproximateReceiveCount === '1') return failed('Task timed out')
    end()
    return answered({ batchItemFailures: [] })
  })
  expect(seen.batches.flat().toSorted()).toEqual(['a', 'a', 'b', 'b'])
  expect(seen.log).toEqual(['a batch of 2 of failing failed: Task timed out'])
  expect(seen.left).toBe(0)
})

test('a response that names a message that was not in the batch fails all of it, as on Lambda', async () => {
  const seen = await poll('stranger', ['a'], (_, end) => {
    end()
    return answered({ batchItemFailures: [{ itemIdentifier: 'no such message' }] })
  })
  expect(seen.left).toBe(1)
})

test('where partial responses are off, an answer is a success whatever it says', async () => {
  const all = (event: SQSEvent, end: () => void) => {
    end()
    return answered({
      batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    })
  }
  expect(await poll('whole', ['a'], all, { partialResponses: false })).toMatchObject({ left: 0 })
})

test('no batch is larger, and no more are in hand, than the mapping says; what is in hand is finished', async () => {
  let now = 0
  let most = 0
  let done = 0
  const seen = await poll(
    'bounded',
    [...'abcdefgh'],
    async ({ Records }, end) => {
      most = Math.max(most, ++now)
      await new Promise(resolve => setTimeout(resolve, 30))
      now--
      done += Records.length
      if (done >= 4) end()
      return answered({ batchItemFailures: [] })
    },
    { batchSize: 2 },
  )
  expect(Math.max(...seen.batches.map(batch => batch.length))).toBe(2)
  expect(most).toBe(2)
  expect(seen.left).toBe(8 - seen.batches.flat().length)
})

test('a queue that does not exist is told, over and over, and nothing is thrown', async () => {
  const source = sqsSource(client, queue.urlOf('away'), VISIBILITY_SECONDS)
  const ending = new AbortController()
  const log: string[] = []
  await pollQueue(source, mapping, async () => answered({}), {
    signal: ending.signal,
    log: line => {
      log.push(line)
      ending.abort()
    },
  })
  expect(log).toEqual([expect.stringMatching(/^cannot receive from away: .*not exist/)])
})
