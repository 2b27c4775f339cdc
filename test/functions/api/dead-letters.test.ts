import { beforeEach, describe, expect, test } from 'vitest'
import type { DeadLetter } from '../../../schemas/dead-letter.ts'
import { ask, NOW, problemOf, standIn, token } from './stand-in.ts'

type Page = { letters: DeadLetter[]; cursor?: string }

const inRoom = (room: string, id: string) => JSON.stringify({ room, id, text: ' ', postedAt: NOW })

let all: ReturnType<typeof standIn>

/** One that is no JSON, one that is not UTF-8, and three of rooms; a second apart, the last the newest. */
beforeEach(async () => {
  all = standIn()
  const bodies = [
    '{"text":',
    new Uint8Array([0xff]),
    inRoom('r', 'a'),
    inRoom('r', 'b'),
    inRoom('other', 'c'),
  ]
  for (const body of bodies) {
    await all.deliver([body])
    all.clock.nowMs += 1_000
  }
})

const list = async (query = '', headers = {}): Promise<Page> => {
  const answer = await ask(all.app, `/v1/dead-letters${query}`, { headers })
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Page
}
const moderating = async (room: string) => ({ authorization: `Bearer ${await token(room, ['moderate'])}` })
const keyOf = async (query: string) => (await list(query)).letters[0]!.key
const replay = (key: string, headers = {}) =>
  ask(all.app, `/v1/dead-letters/${key}/replay`, { method: 'POST', headers })

describe('dead letters', () => {
  test('are listed newest first, whole', async () => {
    const { letters } = await list()
    expect(letters.map(({ reason }) => reason)).toEqual([
      'bad-shape',
      'bad-shape',
      'bad-shape',
      'not-utf8',
      'not-json',
    ])
    expect(letters[3]).toMatchObject({ body: '/w==', state: 'open', replays: 0, receives: 1 })
  })

  test('are filtered by reason, room and state', async () => {
    expect((await list('?reason=not-json')).letters.length).toBe(1)
    expect((await list('?room=r')).letters.length).toBe(2)
    await replay(await keyOf('?room=r'))
    expect((await list('?state=replayed')).letters.length).toBe(1)
    expect((await list('?state=open&room=r')).letters.length).toBe(1)
  })

  test('are each on one page only', async () => {
    const first = await list('?limit=3')
    const second = await list(`?limit=3&cursor=${first.cursor}`)
    expect(second.cursor).toBeUndefined()
    expect(new Set([...first.letters, ...second.letters].map(({ key }) => key)).size).toBe(5)
  })

  test('are found by their keys', async () => {
    const { letters } = await list()
    const answer = await ask(all.app, `/v1/dead-letters/${letters[0]!.key}`)
    expect(await answer.json()).toEqual(letters[0])
    expect((await ask(all.app, '/v1/dead-letters/unknown')).status).toBe(404)
  })

  test.each(['reason=because', 'state=closed', 'limit=0', 'room='])(
    'are not asked for with %s',
    async query => {
      expect((await ask(all.app, `/v1/dead-letters?${query}`)).status).toBe(422)
    },
  )

  test('have no cursor but their own', async () => {
    expect((await ask(all.app, '/v1/dead-letters?cursor=garbage')).status).toBe(400)
  })
})

describe('replaying a dead letter', () => {
  test('puts the same bytes on its queue, and says that it did', async () => {
    const key = await keyOf('?room=other')
    const answer = await replay(key)
    expect(answer.status).toBe(202)
    expect(all.sent).toEqual([inRoom('other', 'c')])
    expect(await answer.json()).toMatchObject({
      key,
      state: 'replayed',
      replays: 1,
      replayedAt: all.clock.nowMs,
    })
  })

  test('is harmless to repeat', async () => {
    const key = await keyOf('?room=other')
    await replay(key)
    await all.deliver()
    expect((await replay(key)).status).toBe(202)
    expect(await (await ask(all.app, `/v1/dead-letters/${key}`)).json()).toMatchObject({ replays: 2 })
  })

  test('that no queue can carry is refused, and the letter stays', async () => {
    const answer = await replay(await keyOf('?reason=not-utf8'))
    expect(answer.status).toBe(409)
    expect((await problemOf(answer)).detail).toContain('not UTF-8')
    expect((await list('?reason=not-utf8')).letters[0]!.state).toBe('open')
  })

  test('that there is not is not found', async () => {
    expect((await replay('unknown')).status).toBe(404)
  })

  test('that the queue does not take may be tried again, and the letter stays open', async () => {
    const key = await keyOf('?room=r')
    const broken = standIn({
      letters: all.letters,
      queueFor: () => ({ name: 'posted', send: async () => Promise.reject(new Error('down')) }),
    })
    const answer = await ask(broken.app, `/v1/dead-letters/${key}/replay`, { method: 'POST' })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await list('?room=r')).letters[0]!.state).toBe('open')
  })
})

describe('the token of a room', () => {
  test('sees the letters of its room alone', async () => {
    const headers = await moderating('r')
    expect((await list('?room=r', headers)).letters.length).toBe(2)
    for (const query of ['', '?room=other'])
      expect((await ask(all.app, `/v1/dead-letters${query}`, { headers })).status).toBe(403)
    expect((await ask(all.app, `/v1/dead-letters/${await keyOf('?room=r')}`, { headers })).status).toBe(200)
    for (const query of ['?room=other', '?reason=not-json'])
      expect((await ask(all.app, `/v1/dead-letters/${await keyOf(query)}`, { headers })).status).toBe(404)
  })

  test('replays the letters of its room alone', async () => {
    const headers = await moderating('r')
    expect((await replay(await keyOf('?room=other'), headers)).status).toBe(404)
    expect(all.sent).toEqual([])
    expect((await replay(await keyOf('?room=r'), headers)).status).toBe(202)
  })
})
