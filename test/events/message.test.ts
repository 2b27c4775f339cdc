import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMessage, writeMessage } from '../../events/message.ts'
import { messageKey } from '../../functions/pipeline/keys.ts'
import type { Message } from '../../schemas/message.ts'

const POSTED_AT = Date.UTC(2026, 10, 22, 9)
const bare = { room: 'all-hands', id: 'q-17', text: 'Love it!', postedAt: POSTED_AT }
const event = {
  specversion: '1.0',
  type: 'roomtone.message.posted',
  source: 'app',
  id: 'q-17',
  subject: 'all-hands',
  time: '2026-11-22T10:00:00+01:00',
  data: { text: 'Love it!' },
}

const bytes = (body: string) => new TextEncoder().encode(body)
const read = (body: unknown) => readMessage(bytes(typeof body === 'string' ? body : JSON.stringify(body)))
const messageIn = (body: unknown): Message => {
  const found = read(body)
  if (found.is !== 'message') throw new Error(JSON.stringify(found))
  return found.message
}

describe('a message', () => {
  const expected = {
    room: 'all-hands',
    source: 'app',
    id: 'q-17',
    revision: 0,
    text: 'Love it!',
    postedAt: POSTED_AT,
  }

  test('is the same, bare or as a CloudEvent', () => {
    expect(messageIn(bare)).toEqual(expected)
    expect(messageIn(event)).toEqual(expected)
  })

  test('comes back as it was from the event that ingest writes', () => {
    const name = fc.stringMatching(/^[\p{L}\p{N}#/:_-]{1,40}$/u).map(text => text.normalize('NFC'))
    const message = fc.record(
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
    fc.assert(
      fc.property(message, one => {
        expect(messageIn(writeMessage(one))).toEqual(one)
      }),
    )
  })

  test('has one identity, however its id was composed', () => {
    const [nfc, nfd] = ['caf\u00e9', 'cafe\u0301'].map(id => messageKey(messageIn({ ...bare, id })))
    expect(nfd).toBe(nfc)
  })

  test('dates itself in epoch milliseconds or in RFC 3339', () => {
    expect(messageIn({ ...bare, postedAt: '2026-11-22T09:00:00Z' }).postedAt).toBe(POSTED_AT)
  })

  test('reading never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), body => {
        expect(readMessage(body).is).toBe('rejected')
      }),
    )
    fc.assert(
      fc.property(fc.json(), json => {
        expect(['message', 'erasure', 'rejected']).toContain(read(json).is)
      }),
    )
  })
})

describe('accepted', () => {
  test.each<[string, object]>([
    ['2,000 characters', { ...bare, text: 'x'.repeat(2000) }],
    ['2,000 emoji (each is one character)', { ...bare, text: '👏'.repeat(2000) }],
    ['2,001 code points that compose to 2,000', { ...bare, text: `e\u0301${'x'.repeat(1999)}` }],
    ['tabs and line ends', { ...bare, text: 'one\ttwo\r\nthree' }],
    ['bidi controls in a text', { ...bare, text: 'abc \u202edef\u202c' }],
    ['a script tag', { ...bare, text: '<script>alert(1)</script>' }],
    ['an id of 128 characters', { ...bare, id: 'i'.repeat(128) }],
    ['an id of 128 emoji', { ...bare, id: '👏'.repeat(128) }],
    ['# and / in id and room', { ...bare, id: 'a/b#c', room: 'town/hall#1' }],
    ['a field that we do not know', { ...bare, colour: 'red' }],
    ['an event with extension attributes', { ...event, traceparent: '00-abc-def-00' }],
  ])('%s', (_, body) => expect(read(body).is).toBe('message'))
})

describe('rejected, with the reason', () => {
  test.each<[string, unknown, string, RegExp]>([
    [
      'a body of 16 KiB and a byte',
      { ...bare, pad: 'x'.repeat(16 * 1024) },
      'too-large',
      /bytes; at most 16384/,
    ],
    ['JSON cut short', JSON.stringify(bare).slice(0, -4), 'not-json', /./],
    ['no body', '', 'not-json', /./],
    ['a duplicate key', '{"room":"a","room":"b"}', 'not-json', /"room" stands twice/],
    ['__proto__', '{"__proto__":{}}', 'not-json', /__proto__/],
    ['deep nesting', { ...bare, x: JSON.parse('['.repeat(16) + ']'.repeat(16)) }, 'not-json', /deep/],
    ['an array', [bare], 'bad-shape', /an array/],
    ['JSON encoded twice', JSON.stringify(JSON.stringify(bare)), 'bad-shape', /encoded twice/],
    ['null', 'null', 'bad-shape', /null/],
    ['a number', '17', 'bad-shape', /a number/],
    ['no text', { ...bare, text: undefined }, 'bad-shape', /text: is missing/],
    ['an empty text', { ...bare, text: '' }, 'bad-shape', /text is empty/],
    ['a blank text', { ...bare, text: ' \n\t\u00a0' }, 'bad-shape', /text is empty/],
    ['2,001 characters', { ...bare, text: 'x'.repeat(2001) }, 'bad-shape', /longer than 2000/],
    ['NUL in a text', { ...bare, text: 'a\u0000b' }, 'bad-shape', /control character/],
    ['a control character in a text', { ...bare, text: 'a\u001bb' }, 'bad-shape', /control character/],
    [
      'half a surrogate pair',
      '{"room":"a","id":"b","text":"\\ud83d","postedAt":1}',
      'bad-shape',
      /surrogate/,
    ],
    ['a text that is a number', { ...bare, text: 17 }, 'bad-shape', /text/],
    ['no id', { ...bare, id: undefined }, 'bad-shape', /id/],
    ['an id of 129 characters', { ...bare, id: 'i'.repeat(129) }, 'bad-shape', /longer than 128/],
    ['an id that is a number', { ...bare, id: 17 }, 'bad-shape', /id/],
    ['a blank room', { ...bare, room: '  ' }, 'bad-shape', /room is empty/],
    ['a room that no URL can name', { ...bare, room: '..' }, 'bad-shape', /no URL/],
    ['a zero-width room', { ...bare, room: 'a\u200bb' }, 'bad-shape', /unprintable/],
    [
      'half a surrogate pair in an id',
      '{"room":"a","id":"\\udc00","text":"x","postedAt":1}',
      'bad-shape',
      /unprintable/,
    ],
    ['no postedAt', { ...bare, postedAt: undefined }, 'bad-shape', /postedAt: is missing/],
    ['a postedAt of NaN', { ...bare, postedAt: Number.NaN }, 'bad-shape', /postedAt/],
    ['a postedAt of 1e999', '{"room":"a","id":"b","text":"x","postedAt":1e999}', 'bad-shape', /postedAt/],
    ['a postedAt with a fraction', { ...bare, postedAt: 1.5 }, 'bad-shape', /postedAt/],
    [
      'a local time',
      { ...bare, postedAt: '2026-11-22T09:00:00' },
      'bad-shape',
      /neither epoch milliseconds nor/,
    ],
    ['a negative revision', { ...bare, revision: -1 }, 'bad-shape', /revision/],
    ['an event of another type', { ...event, type: 'com.example.other' }, 'bad-shape', /type/],
    ['an event of another version', { ...event, specversion: '0.3' }, 'bad-shape', /specversion/],
    ['an event without a room', { ...event, subject: undefined }, 'bad-shape', /subject/],
    ['an event without a time', { ...event, time: undefined }, 'bad-shape', /time/],
    ['an event with data_base64', { ...event, data_base64: 'e30=' }, 'bad-shape', /data_base64/],
    [
      'an event with data of another type',
      { ...event, datacontenttype: 'text/plain' },
      'bad-shape',
      /datacontenttype/,
    ],
  ])('%s', (_, body, reason, detail) => {
    const found = read(body)
    expect(found).toMatchObject({ is: 'rejected', reason })
    expect(found.is === 'rejected' && found.detail).toMatch(detail)
  })

  test('invalid UTF-8', () => {
    const body = Uint8Array.from([...bytes('{"room":"a","text":"'), 0xc3, 0x28, ...bytes('"}')])
    expect(readMessage(body)).toMatchObject({ is: 'rejected', reason: 'not-utf8' })
  })

  test('the room is told wherever it could be read, so that its letters can be found', () => {
    expect(read({ ...bare, text: '' })).toMatchObject({ room: 'all-hands' })
    expect(read({ ...event, data: {} })).toMatchObject({ room: 'all-hands' })
  })
})
