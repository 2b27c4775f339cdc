import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collected } from '../../events/given-up.ts'

const sample = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../events/samples/${name}.json`, import.meta.url), 'utf8'))
const [sqsRecord] = sample('sqs-dead-letter').Records
const onFailure = sample('kafka-on-failure')

const message = '{"room":"all-hands","id":"q-19","text":"Hi","postedAt":1763800000000}'
const base64 = (text: string) => Buffer.from(text).toString('base64')
const bytes = (text: string | Buffer) => [...Buffer.from(text as string)]
const record = (fields: object = {}) => ({
  ...{
    topic: 'failed',
    partition: 0,
    offset: 7,
    timestamp: 1,
    key: null,
    value: base64(message),
    headers: [],
  },
  ...fields,
})
const topicEvent = (...records: unknown[]) => ({ eventSource: 'aws:kafka', records: { 'failed-0': records } })
const queueEvent = (...records: object[]) => ({
  Records: records.map(fields => ({ ...sqsRecord, ...fields })),
})
const givenUp = (event: unknown) =>
  collected(event).givenUp.map(({ body, ...rest }) => ({ ...rest, body: Buffer.from(body).toString() }))

const connectHeaders = {
  '__connect.errors.topic': 'posted',
  '__connect.errors.partition': '2',
  '__connect.errors.offset': '17',
  '__connect.errors.connector.name': 'to-roomtone',
  '__connect.errors.exception.class.name': 'org.apache.kafka.connect.errors.DataException',
  '__connect.errors.exception.message': 'Converting byte[] to Kafka Connect data failed',
  '__connect.errors.exception.stacktrace': 'org.apache…\n\tat …',
}
const numberBytes = (value: bigint, size: 4 | 8) => {
  const buffer = Buffer.alloc(size)
  if (size === 8) buffer.writeBigInt64BE(value)
  else buffer.writeInt32BE(Number(value))
  return bytes(buffer)
}
const springHeaders = [
  { 'kafka_dlt-original-topic': bytes('posted') },
  { 'kafka_dlt-original-partition': numberBytes(2n, 4) },
  { 'kafka_dlt-original-offset': numberBytes(5_000_000_000n, 8) },
  {
    'kafka_dlt-exception-fqcn': bytes(
      'org.springframework.kafka.support.serializer.DeserializationException',
    ),
  },
  { 'kafka_dlt-exception-message': bytes('failed to deserialize') },
]

describe('what others gave up on is a letter of where it stood first, with what they say of it', () => {
  test('Kafka Connect', () => {
    const headers = Object.entries(connectHeaders).map(([name, value]) => ({ [name]: bytes(value) }))
    expect(givenUp(topicEvent(record({ headers })))).toEqual([
      {
        body: message,
        receives: 1,
        origin: { source: 'kafka', name: 'posted', delivery: 'posted-2@17' },
        detail: 'Kafka Connect gave up on it: DataException: Converting byte[] to Kafka Connect data failed',
      },
    ])
  })

  test('Spring', () => {
    expect(givenUp(topicEvent(record({ headers: springHeaders })))).toEqual([
      {
        body: message,
        receives: 1,
        origin: { source: 'kafka', name: 'posted', delivery: 'posted-2@5000000000' },
        detail: 'Spring gave up on it: DeserializationException: failed to deserialize',
      },
    ])
  })

  test('a header that stands twice counts as the last says', () => {
    const headers = [...springHeaders, { 'kafka_dlt-exception-message': bytes('again') }]
    expect(givenUp(topicEvent(record({ headers })))[0]!.detail).toMatch(/: again$/)
  })

  test('headers that lack something, or hold what they should not, are read as far as they go', () => {
    const headers = [
      { 'kafka_dlt-original-topic': bytes('posted') },
      { 'kafka_dlt-original-offset': [1] },
      null,
      7,
    ]
    expect(givenUp(topicEvent(record({ headers })))).toMatchObject([
      { detail: 'Spring gave up on it', origin: { name: 'posted', delivery: 'failed-0@7' } },
    ])
  })

  test('nobody', () => {
    expect(givenUp(topicEvent(record()))).toMatchObject([
      {
        detail: 'it was on topic "failed", without a word why',
        origin: { source: 'kafka', name: 'failed', delivery: 'failed-0@7' },
      },
    ])
  })

  test.each([
    [
      'Lambda',
      { ErrorCode: { stringValue: '200' }, ErrorMessage: { stringValue: 'timed out' } },
      '200: timed out',
    ],
    ['EventBridge', { ERROR_MESSAGE: { stringValue: 'no permission' } }, 'no permission'],
  ])('%s, by attributes of the queue', (_, messageAttributes, said) => {
    expect(givenUp(queueEvent({ messageAttributes }))).toMatchObject([
      { detail: `it was given up with ${said}` },
    ])
  })
})

describe('an on-failure record of Lambda', () => {
  test('that names records only is kept whole, and says where to read them again', () => {
    const body = JSON.stringify(onFailure)
    expect(givenUp(queueEvent({ body }))).toEqual([
      {
        body,
        receives: 3,
        origin: { source: 'kafka', name: 'posted', delivery: 'posted-0@17-18' },
        detail:
          'Lambda gave up on posted-0@17-18 (RetryAttemptsExhausted, after 3 calls) and names the records only: read the topic again from there',
      },
    ])
  })

  const event = {
    records: {
      'posted-0': [record({ topic: 'posted', offset: 17 }), record({ offset: 18, value: base64('{"torn') })],
    },
  }
  test.each([
    ['as text', JSON.stringify(event)],
    ['as it is', event],
  ])('that holds the records %s is a letter for each, as if its topic had been read', (_, payload) => {
    const body = JSON.stringify({ ...onFailure, payload })
    for (const from of [queueEvent({ body }), topicEvent(record({ value: base64(body) }))])
      expect(givenUp(from)).toMatchObject([
        { body: message, origin: { name: 'posted', delivery: 'posted-0@17' } },
        { body: '{"torn', detail: 'Lambda gave up on it: RetryAttemptsExhausted, after 3 calls' },
      ])
  })

  test.each([
    ['whose payload is torn', { payload: '{"records"' }, /names the records only/],
    ['whose payload is another event', { payload: { Records: [] } }, /names the records only/],
    ['without a context', { requestContext: undefined }, /cannot be read/],
    ['without offsets', { KafkaBatchInfo: { recordsInfo: { 'posted-0': {} } } }, /cannot be read/],
    ['with nothing in it', { KafkaBatchInfo: null }, /cannot be read/],
  ])('%s is kept whole, and says so', (_, fields, detail) => {
    const body = JSON.stringify({ ...onFailure, ...fields })
    expect(givenUp(queueEvent({ body }))).toMatchObject([{ body, detail: expect.stringMatching(detail) }])
  })
})

describe('what cannot be read is a letter, kept as it came, and harms no other', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['no value', record({ value: null }), '', /its value is null/],
    ['a value that is no base64', record({ value: '{"room"' }), '{"topic":"failed"', /is not base64/],
    ['a value that is no text', record({ value: 7 }), '{"topic":"failed"', /is not base64/],
    ['nothing at all', null, '', /its value is null/],
    ['headers that are none', record({ headers: 'none' }), message, /without a word why/],
  ])('a record with %s', (_, broken, body, detail) => {
    const letters = givenUp(topicEvent(broken, record()))
    expect(letters).toHaveLength(2)
    expect(letters[0]!.body.startsWith(body)).toBe(true)
    expect(letters[0]!.detail).toMatch(detail)
    expect(letters[1]!.body).toBe(message)
  })

  test('an event of neither queue nor topic', () => {
    expect(givenUp({ detail: { order: 7 } })).toMatchObject([
      {
        body: '{"detail":{"order":7}}',
        detail: expect.stringContaining('neither of a queue nor of a topic'),
      },
    ])
  })

  test('nothing throws, whatever comes', () => {
    const records = fc.array(fc.oneof(fc.jsonValue(), fc.constant(record())))
    const some = fc.oneof(
      fc.jsonValue(),
      fc.record({ Records: records }),
      fc.record({ records: fc.dictionary(fc.string(), fc.oneof(records, fc.jsonValue())) }),
    )
    fc.assert(
      fc.property(some, event => {
        const { givenUp: letters, response } = collected(event)
        response(letters.map(() => ({ is: 'failed' })))
      }),
    )
  })
})

describe('what comes back', () => {
  const body = JSON.stringify({ ...onFailure, payload: topicEvent(record(), record()) })

  test('of a queue is each record of which a letter could not be kept, by its id', () => {
    const records = [{ messageId: 'a' }, { messageId: 'b', body }, { messageId: 'c' }]
    const { givenUp: letters, response } = collected(queueEvent(...records))
    expect(letters).toHaveLength(4)
    const kept = { is: 'rejected' }
    expect(response([kept, kept, { is: 'failed' }, kept])).toEqual({
      batchItemFailures: [{ itemIdentifier: 'b' }],
    })
    expect(response([kept, kept, kept, kept])).toEqual({ batchItemFailures: [] })
  })

  test('of a topic is each record of which a letter could not be kept, by its partition and offset', () => {
    const event = {
      records: { 'failed-0': [record()], 'failed-1': [record({ offset: 9, value: base64(body) })] },
    }
    const { response } = collected(event)
    expect(response([{ is: 'rejected' }, { is: 'rejected' }, { is: 'failed' }])).toEqual({
      batchItemFailures: [{ itemIdentifier: { partition: 'failed-1', offset: 9 } }],
    })
  })
})
