import { beforeEach, describe, expect, test } from 'vitest'
import type { DeadLetter } from '../../../schemas/dead-letter.ts'
import { ask, NOW, problemOf, standIn, token } from './stand-in.ts'

let all: ReturnType<typeof standIn>
const inRoom = (room: string, id: string, text = ' ') => JSON.stringify({ room, id, text, postedAt: NOW })

/** One that is torn, and two of rooms; a second apart. */
beforeEach(async () => {
  all = standIn()
  for (const body of ['{"text":', inRoom('r', 'a'), inRoom('other', 'c')]) {
    await all.deliver([body])
    all.clock.nowMs += 1_000
  }
})

const post = (path: string, body: object, headers = {}) =>
  ask(all.app, `/v1/dead-letters/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const answered = async (path: string, body: object, headers = {}) => {
  const answer = await post(path, body, headers)
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as { keys: string[]; letters: object[] }
}
const letterOf = async (query: string): Promise<DeadLetter> => {
  const answer = await ask(all.app, `/v1/dead-letters?${query}`)
  return ((await answer.json()) as { letters: DeadLetter[] }).letters[0]!
}
const moderating = async (room: string) => ({ authorization: `Bearer ${await token(room, ['moderate'])}` })
const base64 = (text: string) => Buffer.from(text).toString('base64')
const edit = ({ key, rejections, edits }: DeadLetter, text: string, headers = {}) =>
  post(`${key}/edit`, { rejections, edits, body: base64(text) }, headers)

describe('heads of dead letters', () => {
  test('are the same letters without their bytes', async () => {
    const { letters } = (await (await ask(all.app, '/v1/dead-letters')).json()) as { letters: DeadLetter[] }
    const heads = await (await ask(all.app, '/v1/dead-letter-heads?limit=1000')).json()
    expect(heads).toEqual({ heads: letters.map(({ body, ...head }) => head) })
  })

  test('are found by time and by how their keys begin', async () => {
    const { key } = await letterOf('room=r')
    for (const query of [`from=${NOW + 1_000}&to=${NOW + 2_000}`, `prefix=${key.slice(0, 12)}`]) {
      const heads = await (await ask(all.app, `/v1/dead-letter-heads?${query}`)).json()
      expect(heads).toMatchObject({ heads: [{ key }] })
    }
  })

  test.each(['limit=1001', 'prefix=xyz', 'from=yesterday'])('are not asked for with %s', async query => {
    expect((await ask(all.app, `/v1/dead-letter-heads?${query}`)).status).toBe(422)
  })
})

describe('editing a dead letter', () => {
  test('keeps the edit beside what came, and a replay posts it', async () => {
    const letter = await letterOf('room=r')
    const answer = await edit(letter, inRoom('r', 'a', 'good'))
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      body: letter.body,
      edited: base64(inRoom('r', 'a', 'good')),
      edits: 1,
    })
    expect(await answered('replay', { keys: [letter.key] })).toEqual({
      letters: [{ key: letter.key, is: 'replayed' }],
    })
    expect(all.sent).toEqual([inRoom('r', 'a', 'good')])
  })

  test.each<[string, string, RegExp]>([
    ['another identity', inRoom('r', 'b', 'good'), /changes the message's id from "a" to "b"/],
    ['no message', '{"room":"r"}', /would still be bad-shape/],
    ['the same', inRoom('r', 'a'), /would still be bad-shape/],
  ])('to %s is refused', async (_, text, why) => {
    const letter = await letterOf('room=r')
    const answer = await edit(letter, text)
    expect([answer.status, (await problemOf(answer)).detail]).toEqual([422, expect.stringMatching(why)])
    expect(await letterOf('room=r')).toEqual(letter)
  })

  test('that was edited meanwhile, or is not there, is told apart', async () => {
    const letter = await letterOf('room=r')
    await edit(letter, inRoom('r', 'a', 'good'))
    expect((await edit(letter, inRoom('r', 'a', 'bad'))).status).toBe(409)
    expect((await edit({ ...letter, key: 'unknown' }, inRoom('r', 'a', 'bad'))).status).toBe(404)
  })

  test('with a body that is no base64 is refused', async () => {
    const { key } = await letterOf('room=r')
    expect((await post(`${key}/edit`, { rejections: 1, edits: 0, body: '{"room"' })).status).toBe(422)
  })
})

describe('many dead letters', () => {
  test('are judged in a dry run, which sends nothing and changes nothing', async () => {
    const torn = await letterOf('reason=not-json')
    const mended = await letterOf('room=r')
    await edit(mended, inRoom('r', 'a', 'good'))
    const before = await letterOf('room=r')
    expect(await answered('replay', { keys: [torn.key, mended.key, 'unknown'], dryRun: true })).toEqual({
      letters: [
        { key: torn.key, is: 'rejected', reason: 'not-json', why: expect.any(String) },
        { key: mended.key, is: 'counted' },
        { key: 'unknown', is: 'unknown' },
      ],
    })
    expect(all.sent).toEqual([])
    expect(await letterOf('room=r')).toEqual(before)
  })

  test('that a queue does not take may be replayed again', async () => {
    const { key } = await letterOf('room=r')
    const queue = { name: 'posted', send: async () => Promise.reject(new Error('down')) }
    all = standIn({ letters: all.letters, queueFor: () => queue })
    expect((await post('replay', { keys: [key] })).status).toBe(503)
    expect(await letterOf('room=r')).toMatchObject({ state: 'open' })
  })

  test('are parked and opened again', async () => {
    const { key } = await letterOf('room=r')
    expect(await answered('park', { keys: [key, 'unknown'] })).toEqual({ keys: [key] })
    expect(await letterOf('state=parked')).toMatchObject({ key })
    expect(await answered('park', { keys: [key], open: true })).toEqual({ keys: [key] })
    expect(await letterOf('room=r')).toMatchObject({ state: 'open' })
  })

  test('are purged where they are as they were seen', async () => {
    const [one, two] = [await letterOf('room=r'), await letterOf('room=other')]
    await all.deliver([inRoom('other', 'c')])
    expect(await answered('purge', { letters: [one, two] })).toEqual({ keys: [one.key] })
    expect(await letterOf('room=r')).toBeUndefined()
    expect(await letterOf('room=other')).toMatchObject({ rejections: 2 })
  })

  test('are imported as they were exported, once', async () => {
    await edit(await letterOf('room=r'), inRoom('r', 'a', 'good'))
    const letters = [await letterOf('room=r'), await letterOf('room=other')]
    all = standIn()
    expect(await answered('import', { letters })).toEqual({ keys: letters.map(({ key }) => key) })
    expect(await answered('import', { letters })).toEqual({ keys: [] })
    expect([await letterOf('room=r'), await letterOf('room=other')]).toEqual(letters)
  })

  test.each<[string, Partial<DeadLetter>, RegExp]>([
    ['body', { body: base64('another') }, /its key is not that of its body and origin/],
    ['origin', { origin: { source: 'sqs', name: 'another', delivery: '' } }, /its key is not/],
    ['edit', { edited: base64('{}') }, /edits, editedAt and edited do not belong together/],
    [
      'edit to no message',
      { edited: base64('{}'), edits: 1, editedAt: 1 },
      /what it was edited to is bad-shape/,
    ],
    [
      'edit of its identity',
      { edited: base64(inRoom('r', 'b', 'x')), edits: 1, editedAt: 1 },
      /message's id/,
    ],
    ['body in other letters', { body: `${base64(inRoom('r', 'a')).replaceAll('=', '')}` }, /base64/],
  ])('are not imported with a changed %s', async (_, change, why) => {
    const letter = await letterOf('room=r')
    all = standIn()
    const changed = { ...letter, ...change }
    if (changed.body === letter.body && 'body' in change) return // it has no padding to leave out
    const answer = await post('import', { letters: [changed] })
    expect([answer.status, (await problemOf(answer)).detail]).toEqual([422, expect.stringMatching(why)])
    expect(await letterOf('')).toBeUndefined()
  })

  test.each(['replay', 'park', 'purge', 'import'])('are a hundred at the most: %s', async path => {
    const { key, ...letter } = await letterOf('room=r')
    const letters = Array.from({ length: 101 }, (_, at) => ({ ...letter, key: String(at) }))
    const body = { keys: letters.map(one => one.key), letters }
    expect((await post(path, body)).status).toBe(422)
  })
})

describe('the token of a room', () => {
  test('judges, replays, parks and purges letters of its room alone, and imports none', async () => {
    const headers = await moderating('r')
    const [own, other] = [await letterOf('room=r'), await letterOf('room=other')]
    const keys = [own.key, other.key]
    expect(await answered('replay', { keys, dryRun: true }, headers)).toMatchObject({
      letters: [{ is: 'rejected' }, { is: 'unknown' }],
    })
    expect(await answered('replay', { keys }, headers)).toMatchObject({
      letters: [{ is: 'replayed' }, { is: 'unknown' }],
    })
    expect(await answered('park', { keys: [other.key] }, headers)).toEqual({ keys: [] })
    expect(await answered('purge', { letters: [own, other] }, headers)).toEqual({ keys: [own.key] })
    expect((await post('import', { letters: [own] }, headers)).status).toBe(403)
    expect(all.sent).toEqual([inRoom('r', 'a')])
  })

  test('edits letters of its room alone', async () => {
    const headers = await moderating('r')
    expect((await edit(await letterOf('room=other'), inRoom('other', 'c', 'x'), headers)).status).toBe(404)
    expect((await edit(await letterOf('room=r'), inRoom('r', 'a', 'x'), headers)).status).toBe(200)
  })

  test('edits none into another room, where its name was cut to fit', async () => {
    const room = 'x'.repeat(128)
    await all.deliver([inRoom(`${room}yz`, 'a')])
    const letter = await letterOf(`room=${room}`)
    const answer = await edit(letter, inRoom('other', 'a', 'x'), await moderating(room))
    expect(answer.status).toBe(403)
  })

  test('edits none into another room, also where its id is given by its place', async () => {
    const { edited: _, ...letter } = await letterOf('room=r')
    const origin = { source: 'kafka' as const, name: 'posted', delivery: 'posted-0@17' }
    await all.letters.put({
      ...letter,
      key: 'ab'.repeat(20),
      origin,
      body: Buffer.from('{').toString('base64'),
    })
    const moved = JSON.stringify({ room: 'other', text: 'x', postedAt: NOW })
    const answer = await edit({ ...letter, key: 'ab'.repeat(20) }, moved, await moderating('r'))
    expect(answer.status).toBe(403)
  })

  test.each([
    ['replay', { keys: ['a'] }],
    ['park', { keys: ['a'] }],
    ['purge', { letters: [{ key: 'a', rejections: 1, edits: 0 }] }],
  ])('without moderate may not %s', async (path, body) => {
    const headers = { authorization: `Bearer ${await token('r', ['read', 'post'])}` }
    expect((await post(path, body, headers)).status).toBe(403)
  })
})
