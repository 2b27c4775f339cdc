/* What only SQS can bring: records as whoever calls the function by hand, or another service, may make them. */
import { type Expected, NOW_MS } from './case.ts'

export type SqsCase = {
  name: string
  /** In place of a record. */
  record: unknown
  outcome: Expected
  /** What the letter keeps; of a record without a body there is nothing to keep. */
  kept?: string
  /** The queue that the letter names. */
  queue?: string
}

const body = JSON.stringify({ room: 'hall', id: 'bad', text: 'good talk', postedAt: NOW_MS })
const record = {
  messageId: 'm-bad',
  receiptHandle: 'r',
  body,
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(NOW_MS) },
  messageAttributes: {},
  eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:posted',
}
const without = (field: keyof typeof record) => ({ ...record, [field]: undefined })
const attributes = (some: object) => ({ ...record, attributes: { ...record.attributes, ...some } })

export const sqsRecords: SqsCase[] = [
  { name: 'no record', record: null, outcome: 'not-json', kept: '', queue: 'unknown' },
  { name: 'a record that is a text', record: 'record', outcome: 'not-json', kept: '', queue: 'unknown' },
  { name: 'no body', record: without('body'), outcome: 'not-json', kept: '', queue: 'posted' },
  {
    name: 'a body of null',
    record: { ...record, body: null },
    outcome: 'not-json',
    kept: '',
    queue: 'posted',
  },
  { name: 'a body that is a number', record: { ...record, body: 17 }, outcome: 'bad-shape', kept: '17' },
  { name: 'no attributes', record: without('attributes'), outcome: 'counted' },
  { name: 'no message attributes', record: without('messageAttributes'), outcome: 'counted' },
  { name: 'no id of the queue', record: without('messageId'), outcome: 'counted' },
  { name: 'no name of the queue', record: without('eventSourceARN'), outcome: 'counted' },
  {
    name: 'a bad body and no name of the queue',
    record: { ...without('eventSourceARN'), body: '{' },
    outcome: 'not-json',
    kept: '{',
    queue: 'unknown',
  },
  {
    name: 'a receive count that is no number',
    record: attributes({ ApproximateReceiveCount: 'many' }),
    outcome: 'counted',
  },
  { name: 'a sent time that is none', record: attributes({ SentTimestamp: 'now' }), outcome: 'counted' },
  {
    name: 'a sent time before the horizon, and a message that is not',
    record: attributes({ SentTimestamp: '0' }),
    outcome: 'counted',
  },
  {
    name: 'message attributes that contradict the message',
    record: { ...record, messageAttributes: { room: { dataType: 'String', stringValue: 'other' } } },
    outcome: 'counted',
  },
  {
    name: 'a bad body that a dead-letter queue gives back',
    record: {
      ...attributes({ DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-2:123456789012:first' }),
      body: '[]',
    },
    outcome: 'bad-shape',
    kept: '[]',
    queue: 'first',
  },
  {
    name: 'half a surrogate pair in a body',
    record: { ...record, body: '"\ud83d"' },
    outcome: 'bad-shape',
    kept: '"\ufffd"',
  },
]
