import { describe, expect, test } from 'vitest'
import { messageKey } from '../../../functions/pipeline/keys.ts'
import type { Mood } from '../../../schemas/mood.ts'
import type { Scope } from '../../../schemas/token.ts'
import { type All, counted, list, texts } from './counted-room.ts'
import { ask, BATCH, EVENT, event, NOW, post, problemOf, standIn, token } from './stand-in.ts'

const json = { 'content-type': 'application/json' }
const moodOf = async ({ app }: Pick<All, 'app'>, room = 'r') =>
  (await (await ask(app, `/v1/rooms/${room}/mood`)).json()) as Mood
const outcomes = async (all: All) => (await all.deliver()).map(({ is }) => is)
const as = async (...scopes: Scope[]) => ({ authorization: `Bearer ${await token('*', scopes)}` })

const said = (type: string, more: object = {}) => ({
  ...{ ...event, type: `roomtone.message.${type}`, subject: 'r', source: 'app', id: 'q-0' },
  ...more,
})
const erased = { ...said('erased'), data: undefined, time: undefined }

describe('a POST', () => {
  test('takes what was posted, edited and erased, in one batch, and the counts follow', async () => {
    const all = await counted(['good', 'bad', 'good'])
    const edited = said('edited', { data: { text: 'bad', revision: 1 } })
    const answer = await post(
      all.app,
      'r',
      [edited, { ...erased, id: 'q-1' }, said('posted', { id: 'q-9' })],
      BATCH,
    )
    expect([answer.status, await answer.json()]).toMatchObject([
      202,
      {
        messages: [
          { id: 'q-0', postedAt: Date.parse(event.time) },
          { id: 'q-1', erased: true },
          { id: 'q-9' },
        ],
      },
    ])
    expect(await outcomes(all)).toEqual(['revised', 'erased', 'counted'])
    all.clock.nowMs += 2_000
    expect(await moodOf(all)).toMatchObject({ n: 3, negative: 1, positive: 1, neutral: 1 })
  })

  test('takes a bare edit and a bare erasure, alone or in a list', async () => {
    const all = await counted(['good', 'good'])
    await post(all.app, 'r', [
      { id: 'q-0', revision: 1, text: 'bad' },
      { id: 'q-1', erased: true },
    ])
    await post(all.app, 'r', { id: 'q-1', erased: true, source: 'chat' })
    expect(await outcomes(all)).toEqual(['revised', 'erased', 'erased'])
    expect(await moodOf(all)).toMatchObject({ n: 1, negative: 1 })
  })

  test.each<[string, unknown, string, string]>([
    ['an edit without an id', { revision: 1, text: 'x' }, 'application/json', '/id'],
    ['an erasure without an id', { erased: true }, 'application/json', '/id'],
    ['erased of 1', { id: 'a', erased: 1 }, 'application/json', '/erased'],
    [
      'an edited event of revision 0',
      said('edited', { data: { text: 'x', revision: 0 } }),
      EVENT,
      '/data/revision',
    ],
    ['an event of another type', said('liked'), EVENT, '/type'],
    ['an erasure of another room', { ...erased, subject: 'other' }, EVENT, '/subject'],
  ])('with %s is refused, and says where', async (_, body, type, pointer) => {
    const { app, sent } = standIn()
    const answer = await post(app, 'r', body, type)
    expect(answer.status).toBe(422)
    expect((await problemOf(answer)).errors?.[0]?.pointer).toBe(pointer)
    expect(sent).toEqual([])
  })

  test('erases only for a token that may moderate, too; without it none of the POST is taken', async () => {
    const { app, sent } = standIn()
    const asked = async (...scopes: Scope[]) =>
      ask(app, '/v1/rooms/r/messages', {
        method: 'POST',
        headers: { ...json, ...(await as(...scopes)) },
        body: JSON.stringify([{ text: 'hello' }, { id: 'q-1', erased: true }]),
      })
    const refused = await asked('post')
    expect([refused.status, (await problemOf(refused)).detail]).toEqual([
      ...[403, 'this needs the scope moderate; the token has post'],
    ])
    expect(sent).toEqual([])
    expect((await asked('post', 'moderate')).status).toBe(202)
  })
})

describe('a message, by its identity,', () => {
  const path = '/v1/rooms/r/sources/app/messages/q-0'
  const put = ({ app }: Pick<All, 'app'>, body: unknown, at = path, headers = {}) =>
    ask(app, at, { method: 'PUT', headers: { ...json, ...headers }, body: JSON.stringify(body) })

  test('is read, until it is erased', async () => {
    const all = await counted(['good'])
    expect(await (await ask(all.app, path)).json()).toMatchObject({ id: 'q-0', text: 'good', revision: 0 })
    expect((await ask(all.app, path, { method: 'DELETE' })).status).toBe(204)
    const answer = await ask(all.app, path)
    expect([answer.status, (await problemOf(answer)).detail]).toEqual([
      ...[404, 'there is no message "q-0" of "app" in "r": it was erased, or has not been counted (yet)'],
    ])
    expect(await moodOf(all)).toMatchObject({ n: 0 })
  })

  test('is erased before it arrives, whatever characters name it', async () => {
    const all = standIn()
    const [room, source, id] = ['Q&A #1', 'chat/eu', '50% cafe\u0301?']
    const [inRoom, ofSource, named] = [room, source, id].map(part => encodeURIComponent(part!))
    const target = `/v1/rooms/${inRoom}/sources/${ofSource}/messages/${named}`
    expect((await ask(all.app, target, { method: 'DELETE' })).status).toBe(204)
    await post(all.app, room!, { source, id, text: 'good' })
    expect(await outcomes(all)).toEqual(['erased'])
  })

  test('is edited over the queue: the higher revision counts, and it stays in the minute that the edit names', async () => {
    const all = await counted(['good'])
    const [message] = (await list(all)).messages
    const answer = await put(all, { text: 'bad', revision: 1, postedAt: message!.postedAt })
    const { postedAt, key } = message!
    expect([answer.status, await answer.json()]).toEqual([
      202,
      { messages: [{ key, source: 'app', id: 'q-0', postedAt }] },
    ])
    expect(await outcomes(all)).toEqual(['revised'])
    expect(texts(await list(all))).toEqual(['bad'])
    expect((await list(all)).messages[0]).toMatchObject({ revision: 1, postedAt })
  })

  test('is edited before it arrives: then the original is a duplicate', async () => {
    const all = standIn()
    await put(all, { text: 'bad', revision: 2 })
    await post(all.app, 'r', { id: 'q-0', text: 'good' })
    expect(await outcomes(all)).toEqual(['counted', 'duplicate'])
    expect(await moodOf(all)).toMatchObject({ n: 1, negative: 1 })
  })

  test.each<[string, unknown, string]>([
    ['no revision', { text: 'x' }, '/revision'],
    ['a revision of 0', { text: 'x', revision: 0 }, '/revision'],
    ['no text', { revision: 1 }, '/text'],
    ['a postedAt before the horizon', { text: 'x', revision: 1, postedAt: 1 }, '/postedAt'],
  ])('is not edited with %s', async (_, body, pointer) => {
    const all = standIn()
    const answer = await put(all, body)
    expect([answer.status, (await problemOf(answer)).errors?.[0]?.pointer]).toEqual([422, pointer])
    expect(all.sent).toEqual([])
  })

  test('is not found by a name that none can have', async () => {
    const all = standIn()
    for (const [at, pointer] of [
      [`/v1/rooms/r/sources/${'s'.repeat(129)}/messages/a`, 'path/source'],
      ['/v1/rooms/r/sources/app/messages/%00', 'path/id'],
    ] as const) {
      const answers = [
        await put(all, { text: 'x', revision: 1 }, at),
        await ask(all.app, at, { method: 'DELETE' }),
      ]
      for (const answer of answers)
        expect([answer.status, (await problemOf(answer)).errors?.[0]?.pointer]).toEqual([422, pointer])
    }
  })

  test('is edited with post and erased with moderate', async () => {
    const all = standIn()
    const edit = { text: 'x', revision: 1 }
    expect((await put(all, edit, path, await as('moderate'))).status).toBe(403)
    expect((await put(all, edit, path, await as('post'))).status).toBe(202)
    const erase = async (scope: Scope) =>
      (await ask(all.app, path, { method: 'DELETE', headers: await as(scope) })).status
    expect([await erase('post'), await erase('moderate')]).toEqual([403, 204])
  })

  test('has the key by which the message list names it', async () => {
    const all = await counted(['good'])
    const { key } = (await list(all)).messages[0]!
    expect(key).toBe(messageKey({ room: 'r', source: 'app', id: 'q-0' }))
  })
})

test('an erasure says in the queue when it was asked for', async () => {
  const { app, sent } = standIn()
  await post(app, 'r', { id: 'q-1', erased: true })
  expect(JSON.parse(sent[0]!)).toEqual({
    ...erased,
    data: undefined,
    id: 'q-1',
    time: new Date(NOW).toISOString(),
  })
})
