import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMessage } from '../../../events/message.ts'
import { messageKey } from '../../../functions/pipeline/keys.ts'
import { HORIZON_MS, MAX_AHEAD_MS } from '../../../schemas/limits.ts'
import type { Message } from '../../../schemas/message.ts'
import type { Accepted } from '../../../schemas/message-view.ts'
import { BATCH, EVENT, event, NOW, post, problemOf, standIn } from './stand-in.ts'

const read = (body: string): Message => {
  const found = readMessage(Buffer.from(body))
  if (found.is !== 'message') throw new Error(JSON.stringify(found))
  return found.message
}

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
    const error = new Error('connect ECONNREFUSED 10.0.0.7:4566')
    const { app, failures } = standIn({ queue: { name: 'posted', send: () => Promise.reject(error) } })
    const answer = await post(app, 'r', { text: 'hello' })
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
    const { detail, instance } = await problemOf(answer)
    expect(detail).not.toContain('10.0.0.7')
    expect(failures).toMatchObject([{ reference: instance?.replace('urn:uuid:', ''), error }])
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
