import { setTimeout as delay } from 'node:timers/promises'
import type { SQSRecord } from 'aws-lambda'
import type { SqsSource } from '../../../functions/adapters/sqs-source.ts'

/** A queue that gives out so many messages, once each, and fails as often as it is told to. */
export const fakeSource = ({
  messages = 0,
  receives: receiveCount = 1,
  failingReceives = 0,
  failingDeletes = 0,
}: {
  messages?: number
  receives?: number
  failingReceives?: number
  failingDeletes?: number
}) => {
  const ready: SQSRecord[] = []
  let made = 0
  const add = (count: number) => {
    for (let left = count; left > 0; left--) ready.push(record(String(made++), receiveCount))
  }
  add(messages)
  let [receives, removes] = [0, 0]
  const deleted = new Set<string>()
  const hidden = new Map<string, number>()
  const source: SqsSource = {
    name: 'posted',
    receive: async ({ atMost, waitSeconds, signal }) => {
      if (receives++ < failingReceives) throw new Error('no route')
      for (let waitedMs = 0; ready.length === 0 && waitedMs < waitSeconds * 1_000; waitedMs += 10)
        await delay(10, undefined, { signal })
      return ready.splice(0, Math.min(atMost, 10))
    },
    remove: async records => {
      if (removes++ < failingDeletes) throw new Error('no route')
      for (const { messageId } of records) deleted.add(messageId)
      return []
    },
    hide: async (records, seconds) => {
      for (const one of records) hidden.set(one.messageId, seconds(one))
    },
  }
  return {
    ...source,
    add,
    deleted,
    hidden,
    waiting: () => ready.length,
    get receives() {
      return receives
    },
  }
}

const record = (messageId: string, receiveCount: number): SQSRecord => ({
  messageId,
  receiptHandle: messageId,
  body: `message ${messageId}`,
  attributes: {
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: '1763800000000',
    SenderId: 'app',
    ApproximateFirstReceiveTimestamp: '1763800000000',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:posted',
  awsRegion: 'us-east-1',
})
