/* What a token of one room gets of another: nothing, whatever it has learned of it. */
import { describe, expect, test } from 'vitest'
import { messageKey } from '../../../functions/pipeline/keys.ts'
import type { Scope } from '../../../schemas/token.ts'
import { ask, NOW, standIn, token } from './stand-in.ts'

const WORDS = 'what was said in the board meeting'
const everyScope: Scope[] = ['read', 'post', 'moderate']

/** Two messages and a dead letter in `board`, one of each in `hall`; asked with all scopes, for `hall` alone. */
const twoRooms = async () => {
  const on = standIn({ onLoopback: false })
  const messageOf = (room: string, id: string) =>
    JSON.stringify({ room, id, text: WORDS, author: 'Ada', postedAt: NOW })
  await on.deliver([messageOf('board', 'b-1'), messageOf('board', 'b-2'), messageOf('hall', 'h-1')])
  await on.deliver(
    ['board', 'hall'].map(room => JSON.stringify({ room, id: 'bad', text: '', author: 'Ada' })),
  )
  const as = async (room: string) => ({ authorization: `Bearer ${await token(room, everyScope)}` })
  const hall = await as('hall')
  const all = await as('*')
  const asks = async (headers: Record<string, string>, path: string, method = 'GET', body?: unknown) => {
    const json = body === undefined ? {} : { body: JSON.stringify(body) }
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const answer = await ask(on.app, path, { method, headers: { ...headers, ...type }, ...json })
    return { status: answer.status, text: await answer.text() }
  }
  return { ...on, hall, all, asks }
}

describe('a token of one room', () => {
  test('gets nothing of another by its cursor', async () => {
    const { asks, all, hall } = await twoRooms()
    const first = JSON.parse((await asks(all, '/v1/rooms/board/messages?limit=1')).text)
    const cursor = encodeURIComponent(first.cursor)
    expect((await asks(hall, `/v1/rooms/board/messages?cursor=${cursor}`)).status).toBe(403)
    const own = JSON.parse((await asks(hall, `/v1/rooms/hall/messages?cursor=${cursor}`)).text)
    expect(own.messages.every(({ id }: { id: string }) => id === 'h-1')).toBe(true)
  })

  test('gets no dead letter of another by cursor or key', async () => {
    const { asks, all, hall, letters } = await twoRooms()
    const page = JSON.parse((await asks(all, '/v1/dead-letters?limit=1')).text)
    const cursor = encodeURIComponent(page.cursor)
    const own = JSON.parse((await asks(hall, `/v1/dead-letters?room=hall&cursor=${cursor}`)).text)
    expect(own.letters.every(({ room }: { room: string }) => room === 'hall')).toBe(true)
    expect((await asks(hall, `/v1/dead-letters?cursor=${cursor}`)).status).toBe(403)
    const { letters: found } = await letters.list({ limit: 10, room: 'board' })
    expect(found).toHaveLength(1)
    expect((await asks(hall, `/v1/dead-letters/${found[0]!.key}`)).status).toBe(404)
  })

  test('neither reads, erases nor labels a message of another by its key', async () => {
    const { asks, hall, store } = await twoRooms()
    const key = messageKey({ room: 'board', source: 'app', id: 'b-1' })
    for (const [path, method] of [
      ['/v1/rooms/board/sources/app/messages/b-1', 'GET'],
      ['/v1/rooms/board/sources/app/messages/b-1', 'DELETE'],
      [`/v1/rooms/board/messages/${key}`, 'DELETE'],
    ] as const)
      expect((await asks(hall, path, method)).status).toBe(403)
    await asks(hall, `/v1/rooms/hall/messages/${key}`, 'DELETE')
    const label = { key, version: 1, label: 'negative', confidence: 0.9, score: -0.9, sure: true }
    const labels = { model: 'theirs@5a3e91b', labels: [label] }
    expect((await asks(hall, '/v1/rooms/hall/labels', 'POST', labels)).text).not.toContain(WORDS)
    expect((await store.read([key])).get(key)).toMatchObject({ is: 'live', text: WORDS, model: 'words@1' })
  })

  test('erases an author in its own room alone', async () => {
    const { asks, hall, store } = await twoRooms()
    expect((await asks(hall, '/v1/rooms/board/erase-author', 'POST', { author: 'Ada' })).status).toBe(403)
    expect((await asks(hall, '/v1/rooms/hall/erase-author', 'POST', { author: 'Ada' })).status).toBe(200)
    const { messages } = await store.list('board', { fromMs: 0, toMs: NOW + 1 }, 10)
    expect(messages).toHaveLength(2)
  })

  test('is told nothing of another in any refusal', async () => {
    const { asks, hall } = await twoRooms()
    const paths = ['mood', 'messages', 'sources/app/messages/b-1'].map(at => `/v1/rooms/board/${at}`)
    for (const path of paths) {
      const known = await asks(hall, path)
      const unknown = await asks(hall, path.replace('board', 'never'))
      expect(known.text.replaceAll('board', 'never')).toBe(unknown.text)
    }
  })
})
