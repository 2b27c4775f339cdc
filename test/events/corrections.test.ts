import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KafkaRecord } from '../../events/kafka-given.ts'
import { readRecord } from '../../events/kafka-record.ts'
import { readMessage, writeErasure, writeMessage } from '../../events/message.ts'
import { base64, headersOf, recordOf, STAMPED_AT } from './kafka-events.ts'

const identity = { room: 'all-hands', source: 'app', id: 'q-17' }
const said = { text: 'Love it, mostly.', revision: 1 }
const erasure = { is: 'erasure', identity }
const bare = { room: 'all-hands', id: 'q-17', erased: true }
const event = (type: string, more: object = {}) => ({
  ...{
    specversion: '1.0',
    type: `roomtone.message.${type}`,
    source: 'app',
    id: 'q-17',
    subject: 'all-hands',
  },
  ...more,
})
const time = '2026-11-22T09:00:00Z'
const edited = event('edited', { time, data: said })
const erased = event('erased')

const read = (body: unknown) => readMessage(Buffer.from(JSON.stringify(body)))

describe('an edit', () => {
  const message = { ...identity, ...said, postedAt: Date.parse(time) }

  test('is the message as it reads then, bare or as an event of its own', () => {
    const bareEdit = { ...identity, ...said, postedAt: time }
    for (const body of [edited, event('posted', { time, data: said }), bareEdit])
      expect(read(body)).toEqual({ is: 'message', message })
  })

  test('is written to a queue as an edit, and a message without a revision as posted', () => {
    const typeOf = (revision: number) => JSON.parse(writeMessage({ ...message, revision })).type
    expect([0, 1, 7].map(typeOf)).toEqual(
      ['posted', 'edited', 'edited'].map(one => `roomtone.message.${one}`),
    )
  })

  test.each([
    ['no revision', { text: 'x' }, 'data.revision: is missing'],
    ['a revision of 0', { text: 'x', revision: 0 }, 'data.revision: an edit has a revision of 1 or more'],
    ['no text', { revision: 1 }, 'data.text: is missing'],
  ])('with %s is none', (_, data, detail) => {
    expect(read({ ...edited, data })).toMatchObject({ is: 'rejected', reason: 'bad-shape', detail })
  })
})

describe('an erasure', () => {
  test('is the identity of its message, bare or as an event, with or without a time, however old', () => {
    for (const body of [
      bare,
      { ...bare, source: 'app' },
      erased,
      { ...erased, time: '1999-01-01T00:00:00Z' },
    ])
      expect(read(body)).toEqual(erasure)
  })

  test('is one whatever else it carries: a text that is to be gone is not looked at', () => {
    for (const more of [{ text: 'bye' }, { text: 7 }, { postedAt: 'never' }, { revision: -1 }])
      expect(read({ ...bare, ...more })).toEqual(erasure)
    for (const more of [{ data: { text: '' } }, { data: 'bye' }, { data_base64: '!' }])
      expect(read({ ...erased, ...more })).toEqual(erasure)
  })

  test.each([false, null, undefined])('is none with erased of %s: that is a message', is => {
    expect(read({ ...identity, text: 'hi', postedAt: time, erased: is }).is).toBe('message')
  })

  test.each([
    ['erased of "yes"', { ...bare, erased: 'yes' }, 'erased: is neither true nor left out'],
    ['no id', { ...bare, id: undefined }, 'id: is missing'],
    ['no room', { ...erased, subject: undefined }, 'subject: is missing'],
    ['a local time', { ...erased, time: '2026-11-22T09:00:00' }, /^time: /],
  ])('with %s is a dead letter that says so', (_, body, detail) => {
    expect(read(body)).toMatchObject({
      ...{ is: 'rejected', reason: 'bad-shape' },
      detail: typeof detail === 'string' ? detail : expect.stringMatching(detail),
    })
  })

  test('comes back as it was from the event that ingest writes', () => {
    const name = fc.stringMatching(/^[\p{L}\p{N}#/:_-]{1,40}$/u).map(text => text.normalize('NFC'))
    fc.assert(
      fc.property(fc.record({ room: name, source: name, id: name }), fc.nat(4e12), (one, atMs) => {
        expect(readMessage(Buffer.from(writeErasure(one, atMs)))).toEqual({ is: 'erasure', identity: one })
      }),
    )
  })
})

describe('a Kafka record that erases', () => {
  const key = base64('all-hands')
  const attributes = { ce_specversion: '1.0', ce_type: 'roomtone.message.erased', ce_source: 'app' }
  const binary = (value: string, headers: Record<string, string> = { ce_id: 'q-17' }): KafkaRecord =>
    recordOf(value, { key, headers: headersOf({ ...attributes, ...headers }) })
  const forms: [string, KafkaRecord][] = [
    ['bare', recordOf({ id: 'q-17', erased: true }, { key })],
    ['a structured event', recordOf({ ...erased, subject: undefined }, { key })],
    ['a binary event with a null value', { ...binary(''), value: null }],
    ['a binary event without bytes', binary('')],
    ['a binary event with a text', binary('{"text":"bye"}')],
    ['a binary event of plain text', binary('bye', { ce_id: 'q-17', 'content-type': 'text/plain' })],
  ]

  test.each(forms)('as %s is an erasure, and so is what is kept of it', (_, record) => {
    const { body, read } = readRecord(record)
    expect(read).toEqual(erasure)
    expect(readMessage(body)).toEqual(erasure)
  })

  test('without an id erases nothing: its place in the topic is no message’s', () => {
    const bareRecord = recordOf({ erased: true }, { key, timestamp: STAMPED_AT })
    for (const record of [bareRecord, binary('', {}), { ...binary('', {}), value: null }])
      expect(readRecord(record).read).toMatchObject({
        ...{ is: 'rejected', reason: 'bad-shape', room: 'all-hands' },
        detail: expect.stringContaining('id: is missing'),
      })
  })

  test('without a key or a room says that both are missing', () => {
    const { read } = readRecord(recordOf({ id: 'q-17', erased: true }, { key: null }))
    expect(read).toMatchObject({ detail: 'room: is missing (the record has no key)' })
  })
})
