import { describe, expect, test } from 'vitest'
import { timeKey } from '../../../functions/pipeline/keys.ts'
import type { Store } from '../../../functions/pipeline/ports.ts'
import { type Accepted, MessageList } from '../../../schemas/message-view.ts'
import { ask, NOW, post, problemOf, standIn } from './stand-in.ts'

type All = ReturnType<typeof standIn>

/** Texts as messages, one second apart, the last the newest. */
const counted = async (texts: string[], changed: Parameters<typeof standIn>[0] = {}) => {
  const all = standIn(changed)
  for (let from = 0; from < texts.length; from += 100)
    await post(
      all.app,
      'r',
      texts.slice(from, from + 100).map((text, at) => ({
        id: `q-${from + at}`,
        text,
        postedAt: NOW - 1_000 * (texts.length - from - at),
      })),
    )
  await all.deliver()
  return all
}

const list = async ({ app }: Pick<All, 'app'>, query = '') => {
  const answer = await ask(app, `/v1/rooms/r/messages${query}`)
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return MessageList.parse(await answer.json())
}

const texts = ({ messages }: MessageList) => messages.map(({ text }) => text)

const walk = async (all: Pick<All, 'app'>, query: string): Promise<{ ids: string[]; pages: number }> => {
  const ids: string[] = []
  let cursor: string | undefined
  let pages = 0
  do {
    const page = await list(all, `${query}${cursor ? `&cursor=${cursor}` : ''}`)
    expect(page.messages.length).toBeLessThanOrEqual(Number(/limit=(\d+)/.exec(query)?.[1]))
    ids.push(...page.messages.map(({ id }) => id))
    cursor = page.cursor
    pages++
  } while (cursor !== undefined)
  return { ids, pages }
}

const mixed = Array.from({ length: 250 }, (_, at) => (at % 10 === 0 ? `bad ${at}` : `good ${at}`))

describe('the messages of a room', () => {
  test('are shown with what is known of them, the score from -1 to 1', async () => {
    const all = await counted(['bad!'])
    expect((await list(all)).messages).toEqual([
      {
        key: expect.stringMatching(/^[0-9a-f]{40}$/),
        source: 'app',
        id: 'q-0',
        revision: 0,
        text: 'bad!',
        postedAt: NOW - 1_000,
        label: 'negative',
        confidence: 0.9,
        score: -0.6,
        sure: true,
        model: 'words@1',
      },
    ])
  })

  test('come newest first, 20 to a page where nothing else is asked for', async () => {
    const page = await list(await counted(mixed))
    expect(page.messages.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, at) => `q-${249 - at}`))
    expect(page.cursor).toBeTruthy()
  })

  test.each([
    '?limit=100',
    '?limit=7',
    '?limit=50',
    '?limit=1&label=negative',
    '?limit=25&label=negative',
    '?limit=3&label=positive',
  ])('are each on one page only, and none is missed, with %s', async query => {
    const all = await counted(mixed)
    const wanted = mixed.flatMap((text, at) =>
      query.includes('negative') && text.startsWith('good')
        ? []
        : query.includes('positive') && text.startsWith('bad')
          ? []
          : [`q-${at}`],
    )
    expect((await walk(all, query)).ids).toEqual(wanted.reverse())
  })

  test('that fill the last page leave no cursor', async () => {
    expect((await walk(await counted(mixed), '?limit=50')).pages).toBe(5)
    expect((await walk(await counted(mixed), '?limit=25&label=negative')).pages).toBe(1)
  })

  test('are searched 1,000 at a time for a rare label, and the page still has a cursor', async () => {
    const rare = ['bad', ...Array(1_200).fill('good')]
    const all = await counted(rare)
    const first = await list(all, '?label=negative')
    expect(first.messages).toEqual([])
    expect(texts(await list(all, `?label=negative&cursor=${first.cursor}`))).toEqual(['bad'])
  })

  test('come most negative or most positive first, equal ones newest first', async () => {
    const all = await counted(['bad', 'good!', 'so', 'bad!!', 'good', 'bad!'])
    expect(texts(await list(all, '?sort=negative&limit=3'))).toEqual(['bad!!', 'bad!', 'bad'])
    expect(texts(await list(all, '?sort=positive'))).toEqual(['good!', 'good', 'so', 'bad', 'bad!', 'bad!!'])
    expect(texts(await list(all, '?sort=positive&label=negative&limit=1'))).toEqual(['bad'])
  })

  test('are sorted by score among the latest 1,000 of a day, and no others', async () => {
    const all = await counted(['bad!!!!', ...Array(1_000).fill('bad')])
    expect(texts(await list(all, '?sort=negative&limit=1'))).toEqual(['bad'])
    all.clock.nowMs += 86_400_000
    expect(await list(all, '?sort=negative')).toEqual({ messages: [] })
    expect((await list(all)).messages.length).toBe(20)
  })

  test('come without their texts where the store has none', async () => {
    const { store } = await counted(['bad'])
    const all = standIn({
      store: {
        ...store,
        list: async (...asked: Parameters<Store['list']>) => {
          const { messages } = await store.list(...asked)
          return { messages: messages.map(({ text, ...rest }) => rest) }
        },
      },
    })
    const [message] = (await list(all)).messages
    expect(message).toMatchObject({ id: 'q-0', label: 'negative' })
    expect(message).not.toHaveProperty('text')
  })

  test('are JSON, whatever is in them', async () => {
    const text = '</script><script>alert(1)</script>'
    const answer = await ask((await counted([text])).app, '/v1/rooms/r/messages')
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(texts((await answer.json()) as MessageList)).toEqual([text])
  })

  test.each([
    'garbage',
    '!',
    Buffer.from('garbage').toString('base64url'),
    Buffer.from('#').toString('base64url'),
    timeKey(NOW, 'a'.repeat(40)),
    `${Buffer.from(timeKey(NOW, 'k')).toString('base64url')}=`,
  ])('have no cursor %s', async cursor => {
    const answer = await ask(standIn().app, `/v1/rooms/r/messages?cursor=${encodeURIComponent(cursor)}`)
    expect(answer.status).toBe(400)
    expect((await problemOf(answer)).detail).toMatch(/^cursor: /)
  })

  test.each([
    'limit=0',
    'limit=101',
    'limit=1.5',
    'limit=',
    'limit=x',
    'label=angry',
    'sort=oldest',
    'sort=negative&cursor=x',
  ])('are not asked for with %s', async query => {
    expect((await ask(standIn().app, `/v1/rooms/r/messages?${query}`)).status).toBe(422)
  })
})

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

test('the rooms are those that ever had a message', async () => {
  const all = standIn()
  for (const room of ['b', 'a/b', 'a#b']) await post(all.app, room, { text: 'x' })
  await all.deliver()
  expect(await (await ask(all.app, '/v1/rooms')).json()).toEqual({ rooms: ['a#b', 'a/b', 'b'] })
})
