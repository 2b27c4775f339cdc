import { describe, expect, test } from 'vitest'
import { ask, BATCH, EVENT, event, NOW, post, problemOf, standIn } from './stand-in.ts'

/** Name, body, status, and what the problem says. */
const refused: [string, unknown, number, string | RegExp][] = [
  ['nothing', '', 400, /not JSON/],
  ['invalid UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400, 'the body is not UTF-8'],
  ['UTF-16', new Uint8Array(Buffer.from('{"text":"a"}', 'utf16le')), 400, /./],
  ['a half surrogate pair', '{"text":"\\ud83d"}', 422, /surrogate/],
  ['a NUL', '{"text":"a\\u0000b"}', 422, /control character/],
  ['a raw control character', '{"text":"a\u0001b"}', 400, /./],
  ['an empty text', { text: '' }, 422, '/text: text is empty'],
  ['a blank text', { text: ' \n\u3000' }, 422, '/text: text is empty'],
  ['a text of 2,001 characters', { text: 'x'.repeat(2_001) }, 422, /longer than 2000/],
  ['a text of 100,000 emoji', { text: '😀'.repeat(100_000) }, 413, /bytes/],
  ['no text', { id: 'q' }, 422, /^\/text: /],
  ['truncated JSON', '{"text":"a', 400, /./],
  ['two documents', '{"text":"a"}{"text":"b"}', 400, /./],
  ['comments', '{"text":"a" /* b */}', 400, /./],
  ['deep nesting', `${'['.repeat(17)}${']'.repeat(17)}`, 400, /nested more than 16 deep/],
  ['very deep nesting', '['.repeat(16_000), 400, /nested more than 16 deep/],
  ['a key twice', '{"text":"a","text":"b"}', 400, /key "text" stands twice/],
  ['__proto__', '{"text":"a","__proto__":{"text":"b"}}', 400, /"__proto__" is not allowed/],
  ['1e999', '{"text":"a","postedAt":1e999}', 422, /^\/postedAt: /],
  ['NaN', '{"text":"a","postedAt":NaN}', 400, /./],
  ['null for a time', '{"text":"a","postedAt":null}', 422, /^\/postedAt: /],
  ['a negative time', { text: 'a', postedAt: -1 }, 422, /older than 35 days/],
  ['a time in seconds', { text: 'a', postedAt: Math.floor(NOW / 1000) }, 422, /give milliseconds/],
  ['the year 9999', { text: 'a', postedAt: '9999-12-31T23:59:59Z' }, 422, /in the future/],
  ['a time past all dates', { text: 'a', postedAt: 8.64e15 + 1 }, 422, /in the future/],
  ['a time without a zone', { text: 'a', postedAt: '2026-11-22T09:00:00' }, 422, /^\/postedAt: /],
  ['an id of 129 characters', { text: 'a', id: 'x'.repeat(129) }, 422, /longer than 128/],
  ['an empty id', { text: 'a', id: '' }, 422, '/id: id is empty'],
  ['an id with a line feed', { text: 'a', id: 'a\nb' }, 422, /unprintable/],
  ['a number for an id', { text: 'a', id: 17 }, 422, /^\/id: /],
  ['an empty list', [], 422, /holds 0 messages/],
  ['101 messages', Array(101).fill({ text: 'a' }), 422, /holds 101 messages/],
  ['a list in a list', [[{ text: 'a' }]], 422, /^\/0: /],
  ['JSON encoded twice', JSON.stringify(JSON.stringify({ text: 'a' })), 422, /encoded twice/],
  ['a number', '17', 422, /./],
  ['null', 'null', 422, /./],
]

describe('refused, and nothing is posted:', () => {
  test.each(refused)('%s', async (_, body, status, says) => {
    const { app, sent } = standIn()
    const answer = await post(app, 'r', body)
    expect(answer.status).toBe(status)
    expect((await problemOf(answer)).detail).toMatch(says)
    expect(sent).toEqual([])
  })

  test('16 KiB + 1 for one message; 16 KiB is taken', async () => {
    const { app, sent } = standIn()
    const padded = (bytes: number) => '{"text":"a"}'.padEnd(bytes)
    expect((await post(app, 'r', padded(16 * 1024 + 1))).status).toBe(413)
    expect(sent).toEqual([])
    expect((await post(app, 'r', padded(16 * 1024))).status).toBe(202)
  })

  test('a body that never ends, after no more of it than 100 full messages', async () => {
    const { app } = standIn()
    let pulled = 0
    const body = new ReadableStream<Uint8Array>({
      pull: controller => {
        pulled += 65_536
        controller.enqueue(new Uint8Array(65_536).fill(0x20))
      },
    })
    const headers = { 'content-type': 'application/json' }
    const answer = await ask(app, '/v1/rooms/r/messages', { method: 'POST', headers, body })
    expect(answer.status).toBe(413)
    expect(pulled).toBeLessThan(2_000_000)
  })

  test('a body that is said to be too large, before any of it is read', async () => {
    const { app } = standIn()
    const headers = { 'content-type': 'application/json', 'content-length': '99999999' }
    const answer = await ask(app, '/v1/rooms/r/messages', { method: 'POST', headers, body: '{"text":"a"}' })
    expect(answer.status).toBe(413)
  })

  test('a body that breaks off, and it is no failure of ours', async () => {
    const { app, sent, failures } = standIn()
    const body = new ReadableStream<Uint8Array>({
      pull: controller => {
        controller.enqueue(Buffer.from('{"text":"a"}'))
        controller.error(new Error('aborted'))
      },
    })
    const headers = { 'content-type': 'application/json' }
    const answer = await ask(app, '/v1/rooms/r/messages', { method: 'POST', headers, body })
    expect([answer.status, sent, failures]).toEqual([400, [], []])
  })

  test.each([
    ['a room of 129 characters', 'x'.repeat(129), 422],
    ['a room with a NUL', '\0', 422],
    ['a blank room', ' ', 422],
  ])('%s', async (_, room, status) => {
    const answer = await post(standIn().app, room, { text: 'a' })
    expect(answer.status).toBe(status)
    expect((await problemOf(answer)).detail).toMatch(/^path\/room: /)
  })

  test.each(['%', '%E0%A4%A', '%ff', '%ED%A0%80'])('the room %s: no escape of UTF-8', async room => {
    const { app, sent } = standIn()
    const answer = await ask(app, `/v1/rooms/${room}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":"a"}',
    })
    expect(answer.status).toBe(400)
    expect(sent).toEqual([])
  })

  test.each([
    ['application/x-www-form-urlencoded', {}],
    ['text/plain', {}],
    ['application/json; charset=iso-8859-1', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('a body that is %s %j', async (type, headers) => {
    const { app } = standIn()
    const answer = await ask(app, '/v1/rooms/r/messages', {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      body: '{"text":"a"}',
    })
    expect(answer.status).toBe(415)
    await problemOf(answer)
  })

  test.each([
    [
      'of another room',
      { ...event, subject: 'other' },
      EVENT,
      '/subject: is "other", the path says "all-hands"',
    ],
    ['of another type', { ...event, type: 'com.example.other' }, EVENT, /^\/type: /],
    ['without data', { ...event, data: undefined }, EVENT, /^\/data: /],
    ['of another version', { ...event, specversion: '0.3' }, EVENT, /^\/specversion: /],
    ['older than the horizon', { ...event, time: '2026-01-01T00:00:00Z' }, EVENT, /^\/time: .*35 days/],
    ['in a list that is said to be one', [event], EVENT, /is a list/],
    ['alone, said to be a list', event, BATCH, /is no list/],
    ['bad, in a batch', [event, { ...event, id: '' }], BATCH, '/1/id: id is empty'],
  ])('a CloudEvent %s', async (_, body, type, says) => {
    const { app, sent } = standIn()
    const answer = await post(app, 'all-hands', body, type)
    expect(answer.status).toBe(422)
    expect((await problemOf(answer)).detail).toMatch(says)
    expect(sent).toEqual([])
  })
})
