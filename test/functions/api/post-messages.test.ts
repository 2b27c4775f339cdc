import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMessage } from '../../../events/message.ts'
import { messageKey } from '../../../functions/pipeline/keys.ts'
import { HORIZON_MS, MAX_AHEAD_MS } from '../../../schemas/limits.ts'
import type { Message } from '../../../schemas/message.ts'
import type { Accepted } from '../../../schemas/message-view.ts'
import { ask, NOW, post, problemOf, standIn } from './stand-in.ts'

const read = (body: string): Message => {
  const found = readMessage(Buffer.from(body))
  if (found.is === 'rejected') throw new Error(found.detail)
  return found.message
}

const event = {
  specversion: '1.0',
  type: 'roomtone.message.posted',
  source: 'chat',
  id: 'q-17',
  subject: 'all-hands',
  time: '2026-11-22T10:00:00+01:00',
  data: { text: 'Love it!', revision: 2 },
}

const EVENT = 'application/cloudevents+json'
const BATCH = 'application/cloudevents-batch+json'

describe('a posted message', () => {
  test('is on the queue, as the pipeline reads it, before the answer says so', async () => {
    const { app, sent } = standIn()
    const answer = await post(app, 'all-hands', { id: 'q-1', text: 'When is lunch?', author: 'Ada' })
    expect(answer.status).toBe(202)
    const message = { room: 'all-hands', source: 'app', id: 'q-1', postedAt: NOW, revision: 0 }
    expect(sent.map(read)).toEqual([{ ...message, text: 'When is lunch?', author: 'Ada' }])
    expect(await answer.json()).toEqual({
      messages: [{ key: messageKey(message), source: 'app', id: 'q-1', postedAt: NOW }],
    })
  })

  test('gets an id and the time of our clock where it has none', async () => {
    const { app, sent } = standIn()
    const { messages } = (await (await post(app, 'r', [{ text: 'a' }, { text: 'b' }])).json()) as Accepted
    expect(messages.map(({ id, postedAt }) => [id, postedAt])).toEqual([
      ['made-1', NOW],
      ['made-2', NOW],
    ])
    expect(sent.map(body => read(body).id)).toEqual(['made-1', 'made-2'])
  })

  test('counts once, however often it is posted with its id', async () => {
    const { app, clock, deliver, store } = standIn()
    for (let time = 0; time < 3; time++) {
      await post(app, 'r', { id: 'q-1', text: 'good' })
      clock.nowMs += 60_000
    }
    expect((await deliver()).map(({ is }) => is)).toEqual(['counted', 'duplicate', 'duplicate'])
    expect((await store.counters('r')).map(({ tally }) => tally.n)).toEqual([1])
  })

  test('may be a CloudEvent, or a batch of them', async () => {
    const { app, sent } = standIn()
    const expected = { room: 'all-hands', source: 'chat', id: 'q-17', revision: 2, text: 'Love it!' }
    expect((await post(app, 'all-hands', event, EVENT)).status).toBe(202)
    expect((await post(app, 'all-hands', [event, { ...event, id: 'q-18' }], BATCH)).status).toBe(202)
    expect(sent.map(read)).toEqual(
      ['q-17', 'q-17', 'q-18'].map(id => ({ ...expected, id, postedAt: Date.UTC(2026, 10, 22, 9) })),
    )
  })

  test('goes to the room of the path, whatever characters that has', async () => {
    const room = fc.oneof(
      fc.constantFrom(
        'Q&A #1',
        'a/b',
        '100%',
        '%2F',
        '%E4',
        'café',
        '..a',
        'a?b=c',
        'a+b',
        '日本',
        '🎤',
        '*',
      ),
      fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
        .map(text => text.normalize('NFC'))
        // Every URL parser takes these two for steps in the path.
        .filter(
          text => !['.', '..'].includes(text) && text.trim() !== '' && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text),
        ),
    )
    await fc.assert(
      fc.asyncProperty(room, async name => {
        const { app, sent } = standIn()
        expect((await post(app, name, { text: 'hello' })).status).toBe(202)
        expect(read(sent[0]!).room).toBe(name)
      }),
    )
  })

  test('has one key, however its room and id were composed', async () => {
    const { app } = standIn()
    const keys = await Promise.all(
      ['NFC', 'NFD'].map(async form => {
        const answer = await post(app, 'Müsli'.normalize(form), { id: 'café'.normalize(form), text: 'x' })
        return ((await answer.json()) as Accepted).messages[0]!.key
      }),
    )
    expect(keys[0]).toBe(keys[1])
  })

  test.each([
    ['script tags', '<script>alert(1)</script>'],
    ['2,000 characters', 'x'.repeat(2_000)],
    ['2,000 emoji', '😀'.repeat(2_000)],
    ['bidi controls', '\u202eabc\u202c'],
    ['line feeds and tabs', 'a\n\tb\r\n'],
  ])('keeps %s as the text that they are', async (_, text) => {
    const { app, sent } = standIn()
    expect((await post(app, 'r', { text })).status).toBe(202)
    expect(read(sent[0]!).text).toBe(text)
  })

  test('may come after a byte-order mark, and may be dated by any of the two ways', async () => {
    const { app, sent } = standIn()
    await post(app, 'r', `\ufeff${JSON.stringify({ text: 'a', postedAt: '2026-11-22T08:00:00Z' })}`)
    await post(app, 'r', { text: 'a', postedAt: Date.UTC(2026, 10, 22, 8) })
    expect(sent.map(body => read(body).postedAt)).toEqual(Array(2).fill(Date.UTC(2026, 10, 22, 8)))
  })

  test('is taken up to the horizon and ten minutes ahead', async () => {
    const { app } = standIn()
    for (const postedAt of [NOW - HORIZON_MS, NOW + MAX_AHEAD_MS])
      expect((await post(app, 'r', { text: 'a', postedAt })).status).toBe(202)
    for (const postedAt of [NOW - HORIZON_MS - 1, NOW + MAX_AHEAD_MS + 1])
      expect((await post(app, 'r', { text: 'a', postedAt })).status).toBe(422)
  })
})

describe('a POST', () => {
  test('takes 100 messages in one sending to the queue', async () => {
    let sendings = 0
    const { app } = standIn({ queue: { name: 'posted', send: async () => void sendings++ } })
    const text = '😀'.repeat(2_000)
    expect((await post(app, 'r', Array(100).fill({ text }))).status).toBe(202)
    expect(sendings).toBe(1)
  })

  test('with one bad message posts none, and names each that is bad', async () => {
    const { app, sent } = standIn()
    const answer = await post(app, 'r', [
      { text: 'fine' },
      { text: ' ' },
      { text: 'b', postedAt: 17 },
      { id: 3 },
    ])
    expect(answer.status).toBe(422)
    const { detail, errors } = await problemOf(answer)
    expect(detail).toBe('/1/text: text is empty (and 3 more in errors)')
    expect(errors?.map(({ pointer }) => pointer)).toEqual(['/1/text', '/2/postedAt', '/3/id', '/3/text'])
    expect(sent).toEqual([])
  })

  test('is answered with 503, and when to try again, if the queue does not take it', async () => {
    const send = async () => {
      throw new Error('connect ECONNREFUSED 10.0.0.7:4566')
    }
    const { app } = standIn({ queue: { name: 'posted', send } })
    const answer = await post(app, 'r', { text: 'hello' })
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
    expect((await problemOf(answer)).detail).not.toContain('10.0.0.7')
  })

  test('of any body is answered with 202, 400, 413 or 422, and never breaks', async () => {
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.json(),
      fc.record({ text: fc.anything(), id: fc.anything(), postedAt: fc.anything() }).map(one => {
        return JSON.stringify(one, (_, value) => (typeof value === 'bigint' ? String(value) : value)) ?? ''
      }),
    )
    await fc.assert(
      fc.asyncProperty(bodies, async body => {
        const { app, sent, failures } = standIn()
        const answer = await post(app, 'r', body)
        expect([202, 400, 413, 422]).toContain(answer.status)
        expect(failures).toEqual([])
        if (answer.status !== 202) {
          await problemOf(answer)
          expect(sent).toEqual([])
        } else for (const one of sent) read(one)
      }),
    )
  })
})

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
    const answer = await app.request('/v1/rooms/r/messages', {
      method: 'POST',
      headers: { host: 'localhost', 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit)
    expect(answer.status).toBe(413)
    expect(pulled).toBeLessThan(2_000_000)
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
