import { beforeEach, describe, expect, test } from 'vitest'
import type { EraseAuthorLettersReport, EraseAuthorReport } from '../../../schemas/erase-author.ts'
import { ask, NOW, post, problemOf, standIn, token } from './stand-in.ts'

let all: ReturnType<typeof standIn>
beforeEach(async () => {
  all = standIn()
  for (const room of ['r', 'other'])
    await post(
      all.app,
      room,
      ['Ada', 'Bob', 'Ada'].map((author, at) => ({ id: `q-${at}`, text: 'good', author })),
    )
  await all.deliver()
  await all.deliver(
    ['r', 'other'].map(room => JSON.stringify({ room, id: 'z', text: ' ', author: 'Ada', postedAt: NOW })),
  )
})

const ROOM = '/v1/rooms/r/erase-author'
const LETTERS = '/v1/dead-letters/erase-author'
const eraseAt = (path: string, body: unknown, headers = {}) =>
  ask(all.app, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const moderating = async (room: string) => ({ authorization: `Bearer ${await token(room, ['moderate'])}` })
const countIn = async (room: string) =>
  (await all.store.counters(room)).reduce((n, { tally }) => n + tally.n, 0)

describe('erasing an author', () => {
  test('erases in the room of the path, and says how far it is', async () => {
    const dry = await eraseAt(ROOM, { author: 'Ada', dryRun: true })
    expect((await dry.json()) as EraseAuthorReport).toEqual({ looked: 3, found: 2, erased: 0 })
    expect(await countIn('r')).toBe(3)
    const answer = await eraseAt(ROOM, { author: 'Ada' }, await moderating('r'))
    expect([answer.status, await answer.json()]).toEqual([200, { looked: 3, found: 2, erased: 2 }])
    expect([await countIn('r'), await countIn('other')]).toEqual([1, 3])
  })

  test('of many messages gives a cursor to go on with', async () => {
    for (let at = 0; at < 2_100; at += 100) {
      const author = 'Cy'
      await post(
        all.app,
        'r',
        [...Array(100).keys()].map(nth => ({ id: `c-${at + nth}`, text: 'bad', author })),
      )
      await all.deliver()
    }
    const first = (await (await eraseAt(ROOM, { author: 'Cy' })).json()) as EraseAuthorReport
    expect(first).toMatchObject({ looked: 1_960, cursor: expect.any(String) })
    const second = (await (
      await eraseAt(ROOM, { author: 'Cy', cursor: first.cursor })
    ).json()) as EraseAuthorReport
    expect(first.erased + second.erased).toBe(2_100)
    expect(second).not.toHaveProperty('cursor')
    expect(await countIn('r')).toBe(3)
  })

  test('knows a name however it is composed', async () => {
    await post(all.app, 'r', { id: 'q-9', text: 'good', author: 'Zoe\u0308' })
    await all.deliver()
    expect(await (await eraseAt(ROOM, { author: 'Zo\u00eb' })).json()).toMatchObject({ erased: 1 })
  })

  test('purges the dead letters of a room with its token, and of all with a token for all', async () => {
    const inRoom = await eraseAt(LETTERS, { author: 'Ada', room: 'r' }, await moderating('r'))
    expect((await inRoom.json()) as EraseAuthorLettersReport).toEqual({
      ...{ looked: 1, found: 1, purged: 1, unread: [] },
    })
    for (const body of [{ author: 'Ada' }, { author: 'Ada', room: 'other' }])
      expect((await eraseAt(LETTERS, body, await moderating('r'))).status).toBe(403)
    expect(await (await eraseAt(LETTERS, { author: 'Ada' }, await moderating('*'))).json()).toMatchObject({
      purged: 1,
    })
  })

  test.each([
    ['no author', {}, 422, '/author'],
    ['an empty author', { author: '' }, 422, '/author'],
    ['a broken cursor', { author: 'Ada', cursor: 'x' }, 400, undefined],
  ])('with %s is refused, and nothing is erased', async (_, body, status, pointer) => {
    for (const path of [ROOM, LETTERS]) {
      const answer = await eraseAt(path, body)
      expect([answer.status, (await problemOf(answer)).errors?.[0]?.pointer]).toEqual([status, pointer])
    }
    expect(await countIn('r')).toBe(3)
  })

  test('that the store does not take says to ask the same again', async () => {
    const { store } = all
    const contended = standIn({ store: { ...store, write: async () => ({ is: 'contended' }) } })
    all = { ...all, app: contended.app }
    const answer = await eraseAt(ROOM, { author: 'Ada' })
    expect([answer.status, (await problemOf(answer)).detail]).toEqual([
      ...[503, 'the store did not say that all of this step is erased: ask the same again'],
    ])
  })
})
