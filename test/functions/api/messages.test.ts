import { describe, expect, test } from 'vitest'
import { timeKey } from '../../../functions/pipeline/keys.ts'
import type { Store } from '../../../functions/pipeline/ports.ts'
import type { MessageList } from '../../../schemas/message-view.ts'
import { counted, list, texts, walk } from './counted-room.ts'
import { ask, NOW, post, problemOf, standIn } from './stand-in.ts'

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
        kind: 'comment',
        offensive: 0.1,
        flagged: false,
        model: 'words@1',
        version: 1,
      },
    ])
  })

  test('say nothing of kind and offence where the model told neither', async () => {
    const [message] = (await list(await counted(['an old one']))).messages
    for (const field of ['kind', 'offensive', 'flagged']) expect(message).not.toHaveProperty(field)
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

  const kinds = ['good', 'who bad', 'rude', 'who rude good', 'old', 'old bad'].flatMap((text, _, all) =>
    [...all.keys()].map(at => `${text} ${at}`),
  )
  const kindOf = (text: string) =>
    text.includes('old') ? undefined : text.includes('who') ? 'question' : 'comment'
  const flagOf = (text: string) => (text.includes('old') ? undefined : text.includes('rude'))
  test.each<[string, (text: string) => boolean]>([
    ['kind=question', text => kindOf(text) === 'question'],
    ['kind=comment', text => kindOf(text) === 'comment'],
    ['flagged=true', text => flagOf(text) === true],
    ['flagged=false', text => flagOf(text) === false],
    ['kind=question&flagged=true', text => kindOf(text) === 'question' && flagOf(text) === true],
    ['kind=question&label=negative', text => kindOf(text) === 'question' && text.includes('bad')],
    ['flagged=false&kind=comment&label=neutral', () => false],
  ])('that fit %s are each found once, page by page, and no others', async (query, fits) => {
    const all = await counted(kinds)
    const wanted = kinds.flatMap((text, at) => (fits(text) ? [`q-${at}`] : [])).reverse()
    for (const limit of [1, 4, 100]) expect((await walk(all, `?limit=${limit}&${query}`)).ids).toEqual(wanted)
    const sorted = await list(all, `?sort=positive&limit=100&${query}`)
    expect(sorted.messages.map(({ id }) => id).sort()).toEqual(wanted.toSorted())
    expect(sorted.messages.map(({ score }) => score)).toEqual(
      sorted.messages.map(({ score }) => score).toSorted((a, b) => b - a),
    )
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
    'kind=answer',
    'kind=',
    'flagged=yes',
    'flagged=1',
    'flagged=',
    'flagged=true&flagged=false',
    'sort=negative&cursor=x',
  ])('are not asked for with %s', async query => {
    expect((await ask(standIn().app, `/v1/rooms/r/messages?${query}`)).status).toBe(422)
  })
})

test('the rooms are those that ever had a message', async () => {
  const all = standIn()
  for (const room of ['b', 'a/b', 'a#b']) await post(all.app, room, { text: 'x' })
  await all.deliver()
  expect(await (await ask(all.app, '/v1/rooms')).json()).toEqual({ rooms: ['a#b', 'a/b', 'b'] })
})
