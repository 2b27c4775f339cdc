import { describe, expect, test } from 'vitest'
import type { Accepted } from '../../../schemas/message-view.ts'
import { type All, counted, list, texts } from './counted-room.ts'
import { ask, post, standIn } from './stand-in.ts'

describe('erasing a message', () => {
  const erase = ({ app }: Pick<All, 'app'>, room: string, key: string) =>
    ask(app, `/v1/rooms/${room}/messages/${key}`, { method: 'DELETE' })

  test('takes it and its count away, once', async () => {
    const all = await counted(['bad', 'good'])
    const { key } = (await list(all)).messages[0]!
    for (let time = 0; time < 2; time++) {
      const answer = await erase(all, 'r', key)
      expect([answer.status, await answer.text()]).toEqual([204, ''])
    }
    expect(texts(await list(all))).toEqual(['bad'])
    expect(await (await ask(all.app, '/v1/rooms/r/mood')).json()).toMatchObject({ n: 1, positive: 0 })
  })

  test('before it arrives lets it count zero', async () => {
    const all = standIn()
    const { messages } = (await (await post(all.app, 'r', { id: 'q', text: 'bad' })).json()) as Accepted
    expect((await erase(all, 'r', messages[0]!.key)).status).toBe(204)
    expect((await all.deliver()).map(({ is }) => is)).toEqual(['erased'])
    expect(await (await ask(all.app, '/v1/rooms/r/mood')).json()).toMatchObject({ n: 0 })
  })

  test('through another room leaves it as it is', async () => {
    const all = await counted(['bad'])
    const { key } = (await list(all)).messages[0]!
    expect((await erase(all, 'other', key)).status).toBe(404)
    expect((await list(all)).messages.length).toBe(1)
  })

  test('by what is no key is refused', async () => {
    expect((await erase(standIn(), 'r', 'short')).status).toBe(422)
  })

  test('that the store does not take in time may be tried again', async () => {
    const { store } = standIn()
    const all = standIn({ store: { ...store, write: async () => ({ is: 'contended' }) } })
    const answer = await erase(all, 'r', 'a'.repeat(40))
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
  })
})
