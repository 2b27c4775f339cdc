import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KafkaRecord } from '../../events/kafka-given.ts'
import { readRecord } from '../../events/kafka-record.ts'
import { readMessage, writeMessage } from '../../events/message.ts'
import { letterKey, messageKey } from '../../functions/pipeline/keys.ts'
import { limits } from '../../schemas/limits.ts'
import type { Message } from '../../schemas/message.ts'
import { base64, binaryOf, headersOf, recordOf, STAMPED_AT } from './kafka-events.ts'

const POSTED_AT = STAMPED_AT - 5_000
const bare = { room: 'all-hands', id: 'q-17', text: 'Love it!', postedAt: POSTED_AT }
const key = base64('town-hall')

const messageIn = (record: KafkaRecord): Message => {
  const { read } = readRecord(record)
  if (read.is !== 'message') throw new Error(JSON.stringify(read))
  return read.message
}
const bodyOf = (record: KafkaRecord) => Buffer.from(readRecord(record).body).toString()

const name = fc.stringMatching(/^[\p{L}\p{N}#/:_-]{1,40}$/u).map(text => text.normalize('NFC'))
const messages = fc.record(
  {
    room: name,
    source: name,
    id: name,
    revision: fc.nat(1000),
    text: fc.stringMatching(/^[\p{L}\p{P}\p{S}]{1,200}$/u).map(text => text.normalize('NFC')),
    author: name,
    postedAt: fc.integer({ min: 0, max: 4e12 }),
  },
  { requiredKeys: ['room', 'source', 'id', 'revision', 'text', 'postedAt'] },
)

/** The ways in which a producer may write a message; each must come out as the same one. */
const modes: Record<string, (message: Message) => KafkaRecord> = {
  'as bare JSON': message => recordOf(message, { key }),
  'as bare JSON, its room in the key': ({ room, ...rest }) => recordOf(rest, { key: base64(room) }),
  'as bare JSON, its time in the timestamp': ({ postedAt, ...rest }) =>
    recordOf(rest, { timestamp: postedAt }),
  'as an event in structured mode': message =>
    recordOf(writeMessage(message), {
      key,
      headers: headersOf({ 'content-type': 'application/cloudevents+json; charset=UTF-8' }),
    }),
  'as an event in structured mode that no header declares': message => recordOf(writeMessage(message)),
  'as an event in binary mode': ({ room, source, id, postedAt, ...data }) =>
    binaryOf(data, {
      ...{ ce_subject: room, ce_source: source, ce_id: id, ce_time: new Date(postedAt).toISOString() },
      'content-type': 'application/json; charset=utf-8',
    }),
  'as an event in binary mode, its room in the key': ({ room, source, id, postedAt, ...data }) =>
    binaryOf(data, { ce_source: source, ce_id: id }, { key: base64(room), timestamp: postedAt }),
}

describe('a message', () => {
  test.each(Object.entries(modes))('written %s comes out as it was', (_, write) => {
    fc.assert(
      fc.property(messages, message => {
        expect(messageIn(write(message))).toEqual(message)
      }),
    )
  })

  test('is kept byte for byte where the record has nothing to add', () => {
    const value = ' {"room":"all-hands", "id":"q-17","text":"Love\\u0021","postedAt":1763800000000,"n":1e2}\n'
    expect(bodyOf(recordOf(value, { key }))).toBe(value)
  })

  test('keeps what its producer wrote as it was written, after what the record adds', () => {
    expect(bodyOf(recordOf('\ufeff { "text":"Love\\u0021", "n":1e2 } ', { key }))).toBe(
      `{"room":"town-hall","id":"posted-0@17","postedAt":${STAMPED_AT},"text":"Love\\u0021", "n":1e2}`,
    )
    expect(bodyOf(recordOf('{}'))).toBe(`{"id":"posted-0@17","postedAt":${STAMPED_AT}}`)
    expect(JSON.parse(bodyOf(binaryOf('{"text":"Love\\u0021"}', { ce_traceparent: '00-ab-cd-01' })))).toEqual(
      {
        ...{ specversion: '1.0', type: 'roomtone.message.posted', source: 'chat', id: 'c-9' },
        ...{ traceparent: '00-ab-cd-01', datacontenttype: 'application/json' },
        ...{ subject: 'all-hands', time: new Date(STAMPED_AT).toISOString(), data: { text: 'Love!' } },
      },
    )
  })
})

describe('what the message lacks, the record gives', () => {
  test('the key is the room, and what the message says itself wins', () => {
    expect(messageIn(recordOf({ ...bare, room: undefined }, { key })).room).toBe('town-hall')
    expect(messageIn(recordOf(bare, { key })).room).toBe('all-hands')
    expect(messageIn(binaryOf({ text: 'x' }, { ce_subject: 'lobby' })).room).toBe('lobby')
  })

  test('topic, partition and offset are the id: the same record is the same message, another one is not', () => {
    const { room, text, postedAt } = bare
    const keyAt = (fields: Partial<KafkaRecord>) =>
      messageKey(messageIn(recordOf({ room, text, postedAt }, fields)))
    const places = fc.record({
      topic: fc.constantFrom('posted', 'posted-1', 'po'),
      partition: fc.nat(12),
      offset: fc.nat(12),
    })
    fc.assert(
      fc.property(places, places, (a, b) => {
        const isSame = a.topic === b.topic && a.partition === b.partition && a.offset === b.offset
        expect(keyAt(a) === keyAt(b)).toBe(isSame)
      }),
      { numRuns: 1_000 },
    )
  })

  test('of its timestamp it is all the same whether the producer or the broker set it', () => {
    const { room, id, text } = bare
    for (const timestampType of ['CREATE_TIME', 'LOG_APPEND_TIME'])
      expect(messageIn(recordOf({ room, id, text }, { timestampType })).postedAt).toBe(STAMPED_AT)
  })

  test.each([-1, 1.5, Number.NaN, 8.7e15, '1763800000000', null, undefined])(
    'a timestamp of %s dates nothing',
    timestamp => {
      const { postedAt: _, ...undated } = bare
      expect(readRecord(recordOf(undated, { timestamp })).read).toMatchObject({
        detail: 'postedAt: is missing',
      })
      expect(readRecord(binaryOf({ text: 'x' }, {}, { timestamp })).read).toMatchObject({
        detail: expect.stringMatching(/^time: is missing/),
      })
    },
  )
})

/** Whatever may stand in a record that somebody made up. */
const anyRecord = fc.record(
  {
    value: fc.oneof(fc.jsonValue(), fc.uint8Array().map(base64), fc.json().map(base64)),
    key: fc.oneof(fc.jsonValue(), fc.uint8Array({ maxLength: 20 }).map(base64)),
    timestamp: fc.jsonValue(),
    headers: fc.oneof(
      fc.jsonValue(),
      fc.array(
        fc.dictionary(
          fc.constantFrom(
            'ce_id',
            'ce_specversion',
            'CE_id',
            'ce_',
            'ce_data',
            'ce___proto__',
            'content-type',
            'x',
          ),
          fc.oneof(fc.array(fc.integer({ min: -200, max: 300 })), fc.jsonValue()),
        ),
      ),
    ),
  },
  { requiredKeys: [] },
)
const made = (fields: object): KafkaRecord => ({ topic: 'posted', partition: 0, offset: 17, ...fields })

describe('any record', () => {
  test('is read without an error, to a message or to a reason', () => {
    fc.assert(
      fc.property(anyRecord, fields => {
        const { body, read } = readRecord(made(fields))
        expect(body).toBeInstanceOf(Uint8Array)
        expect(['message', 'rejected']).toContain(read.is)
        if (read.is === 'rejected') expect(read.detail).not.toBe('')
      }),
      { numRuns: 1_000 },
    )
  })

  test('posted again as it was kept is the same message and the same dead letter, wherever it then stands', () => {
    const records = fc.oneof(
      anyRecord.map(made),
      fc.oneof(...Object.values(modes).map(mode => messages.map(mode))),
    )
    fc.assert(
      fc.property(records, record => {
        const first = readRecord(record)
        const { timestamp } = record // without one, a message is dated by its replay
        const again = readRecord(recordOf(first.body, { partition: 3, offset: 99, timestamp }))
        expect(letterKey('kafka:posted', again.body)).toBe(letterKey('kafka:posted', first.body))
        if (first.read.is === 'message') {
          expect(readMessage(first.body)).toEqual(first.read)
          expect(again.read).toEqual(first.read)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('of 16 KiB and a byte is too large, and its bytes are kept', () => {
    const value = new Uint8Array(limits.bodyBytes + 1).fill(120)
    const { body, read } = readRecord(recordOf(value, { key }))
    expect(read).toMatchObject({ is: 'rejected', reason: 'too-large', room: 'town-hall' })
    expect(Buffer.from(body).equals(value)).toBe(true)
  })
})
