import { describe, expect, test } from 'vitest'
import { createQuestions } from '../../../functions/api/app.ts'
import { messageKey } from '../../../functions/pipeline/keys.ts'
import type { Encoder } from '../../../functions/pipeline/ports.ts'
import { HORIZON_MS } from '../../../schemas/limits.ts'
import { QuestionList, QuestionMembers } from '../../../schemas/questions.ts'
import { atAngle, MODEL } from '../questions/asked.ts'
import { asked, encoder } from './asked-room.ts'
import { ask, NOW, post, problemOf, standIn } from './stand-in.ts'

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

type All = Awaited<ReturnType<typeof asked>>

const keyOf = (at: number) => messageKey({ room: 'r', source: 'app', id: `q-${at}` })

const list = async ({ app }: Pick<All, 'app'>, query = '') => {
  const answer = await ask(app, `/v1/rooms/r/questions${query}`)
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return QuestionList.parse(await answer.json())
}
const open = async ({ app }: Pick<All, 'app'>, at: number, query = '') => {
  const answer = await ask(app, `/v1/rooms/r/questions/${keyOf(at)}${query}`)
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return QuestionMembers.parse(await answer.json())
}
const groupsOf = ({ list }: QuestionList) =>
  list.map(({ representative, size }) => [representative.text, size])

describe('the questions of a room', () => {
  test('are told in groups of those that ask the same, the most asked first', async () => {
    const all = await asked(['who, 0', 'who, 90', 'good 0', 'who, good 100?', 'who, bad 110, rude'])
    expect(await list(all)).toEqual({
      from: NOW - (NOW % HOUR) - DAY,
      questions: 4,
      groups: 2,
      list: [
        {
          representative: {
            ...{ key: keyOf(1), text: 'who, 90', postedAt: NOW - 4_000 },
            ...{ label: 'neutral', sure: true, flagged: false },
          },
          size: 3,
          mood: { negative: 1, neutral: 1, positive: 1, unsure: 1 },
          firstAt: NOW - 4_000,
          lastAt: NOW - 1_000,
        },
        {
          representative: {
            ...{ key: keyOf(0), text: 'who, 0', postedAt: NOW - 5_000 },
            ...{ label: 'neutral', sure: true, flagged: false },
          },
          size: 1,
          mood: { negative: 0, neutral: 1, positive: 0, unsure: 0 },
          firstAt: NOW - 5_000,
          lastAt: NOW - 5_000,
        },
      ],
      partial: false,
      model: MODEL,
    })
  })

  test('of a room where none was asked are none, and no error', async () => {
    expect(await list(standIn())).toMatchObject({ questions: 0, groups: 0, list: [], partial: false })
    expect(await list(await asked(['good', 'bad']))).toMatchObject({ questions: 0, groups: 0, list: [] })
  })

  test('without a model are grouped by their texts alone', async () => {
    const all = await asked(['who, 1', 'who 1?', 'who, 2'], {})
    const told = await list(all)
    expect(groupsOf(told)).toEqual([
      ['who, 1', 2],
      ['who, 2', 1],
    ])
    expect(told).not.toHaveProperty('model')
  })

  test('are those of the last 24 hours, or of a minute that is given and all after it', async () => {
    const all = standIn({ encoder })
    const at = [NOW, NOW - MINUTE, NOW - 2 * MINUTE, NOW - 3 * DAY]
    await post(
      all.app,
      'r',
      at.map((postedAt, nth) => ({ id: `q-${nth}`, text: `who, ${90 * nth}`, postedAt })),
    )
    await all.deliver()
    expect((await list(all)).questions).toBe(3)
    const minute = NOW - (NOW % MINUTE) - MINUTE
    expect(await list(all, `?from=${minute + 59_999}`)).toMatchObject({ from: minute, questions: 2 })
    expect(await list(all, `?from=${NOW - HORIZON_MS}`)).toMatchObject({ questions: 4 })
    expect((await open(all, 3, `?from=${NOW - 4 * DAY}`)).group.size).toBe(1)
  })

  test('that come are in the next answer, those that go are not', async () => {
    const all = await asked(['who, 0', 'who, 10', 'who, 20', 'who, 90'])
    expect(groupsOf(await list(all))).toEqual([
      ['who, 0', 3],
      ['who, 90', 1],
    ])
    await ask(all.app, `/v1/rooms/r/messages/${keyOf(0)}`, { method: 'DELETE' })
    await post(all.app, 'r', [
      { id: 'q-3', revision: 1, text: 'who, 15', postedAt: NOW - 1_000 },
      { id: 'q-9', text: 'who, 200', postedAt: NOW },
    ])
    await all.deliver()
    all.clock.nowMs += 1_000
    expect(groupsOf(await list(all))).toEqual([
      ['who, 10', 3],
      ['who, 200', 1],
    ])
  })

  test.each([
    ['from=soon', /^query\/from: /],
    [`from=${NOW - HORIZON_MS - 1}`, /^query\/from: is more than 35 days ago/],
    [`from=${NOW + HOUR}`, /^query\/from: is later than any message may be/],
    ['limit=0', /^query\/limit: /],
    ['limit=101', /^query\/limit: /],
    ['to=1', /Unrecognized key: "to"/],
  ])('are not asked for with %s', async (query, says) => {
    const answer = await ask(standIn().app, `/v1/rooms/r/questions?${query}`)
    expect(answer.status).toBe(422)
    expect((await problemOf(answer)).detail).toMatch(says)
  })

  test('are not sent again for as long as nothing has changed', async () => {
    const all = await asked(['who, 0'])
    const first = await ask(all.app, '/v1/rooms/r/questions')
    const etag = first.headers.get('etag')!
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    const headers = { 'if-none-match': etag }
    all.clock.nowMs += 5_000
    const again = await ask(all.app, '/v1/rooms/r/questions', { headers })
    expect([again.status, await again.text()]).toEqual([304, ''])
    await post(all.app, 'r', { text: 'who, 0' })
    await all.deliver()
    all.clock.nowMs += 1_000
    expect((await ask(all.app, '/v1/rooms/r/questions', { headers })).status).toBe(200)
  })
})

describe('pages', () => {
  const walk = async (all: All, limit: number, between: (page: number) => Promise<void> = async () => {}) => {
    const groups: string[] = []
    let cursor: string | undefined
    let pages = 0
    do {
      const page: QuestionList = await list(all, `?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`)
      groups.push(...page.list.map(({ representative }) => representative.text!))
      cursor = page.cursor
      await between(++pages)
      all.clock.nowMs += 1_000
    } while (cursor)
    return { groups, pages }
  }
  const texts = ['who, 0', 'who, 40', 'who, 80', 'who, 120', 'who, 160', 'who, 40', 'who, 120', 'who, 120']

  test.each([1, 2, 3, 4, 5, 6])('of %i have each group once, in order', async limit => {
    const all = await asked(texts)
    expect(await walk(all, limit)).toEqual({
      groups: ['who, 120', 'who, 40', 'who, 0', 'who, 80', 'who, 160'],
      pages: Math.ceil(5 / limit),
    })
  })

  test('go on behind the rank that they came to, though the group that had it is gone', async () => {
    const all = await asked(texts)
    const { groups } = await walk(all, 2, async page => {
      if (page !== 1) return
      for (const at of [1, 5]) await ask(all.app, `/v1/rooms/r/messages/${keyOf(at)}`, { method: 'DELETE' })
    })
    expect(groups).toEqual(['who, 120', 'who, 40', 'who, 0', 'who, 80', 'who, 160'])
  })

  test('leave out a group that has grown past them, and no other', async () => {
    const all = await asked(texts)
    const { groups } = await walk(all, 2, async page => {
      if (page !== 1) return
      await post(
        all.app,
        'r',
        [3, 4, 5].map(nth => ({ id: `new-${nth}`, text: 'who, 80', postedAt: NOW })),
      )
      await all.deliver()
    })
    expect(groups).toEqual(['who, 120', 'who, 40', 'who, 0', 'who, 160'])
  })

  test.each(['garbage', '!', 'MDAxNzYz', Buffer.from('0#001763800000000#k').toString('base64url')])(
    'have no cursor %s',
    async cursor => {
      for (const path of ['questions', `questions/${keyOf(0)}`]) {
        const answer = await ask((await asked(['who, 0'])).app, `/v1/rooms/r/${path}?cursor=${cursor}`)
        expect(answer.status).toBe(400)
        expect((await problemOf(answer)).detail).toMatch(/^cursor: /)
      }
    },
  )
})

describe('a group', () => {
  test('is opened by the key of any of its questions, first asked first', async () => {
    const all = await asked(['who, 90', 'who, 0', 'who, 10', 'who, 20'])
    for (const at of [1, 2, 3]) {
      const { group, questions, cursor } = await open(all, at)
      expect(group).toMatchObject({ representative: { key: keyOf(1) }, size: 3 })
      expect(questions.map(({ text }) => text)).toEqual(['who, 0', 'who, 10', 'who, 20'])
      expect(cursor).toBeUndefined()
    }
  })

  test('comes in pages, each question once', async () => {
    const all = await asked(Array.from({ length: 7 }, (_, at) => `who, ${at}`))
    const keys: string[] = []
    let cursor: string | undefined
    do {
      const page: QuestionMembers = await open(all, 3, `?limit=3${cursor ? `&cursor=${cursor}` : ''}`)
      keys.push(...page.questions.map(({ key }) => key))
      cursor = page.cursor
    } while (cursor)
    expect(keys).toEqual([0, 1, 2, 3, 4, 5, 6].map(keyOf))
  })

  test('of which the first question is erased is led by the next', async () => {
    const all = await asked(['who, 10', 'who, 0', 'who, 20'])
    await list(all)
    await ask(all.app, `/v1/rooms/r/messages/${keyOf(0)}`, { method: 'DELETE' })
    all.clock.nowMs += 1_000
    const { group, questions } = await open(all, 2)
    expect(group).toMatchObject({ representative: { key: keyOf(1) }, size: 2, firstAt: NOW - 2_000 })
    expect(questions.map(({ key }) => key)).toEqual([keyOf(1), keyOf(2)])
  })

  test.each([
    ['of a comment', 0],
    ['of what is erased', 1],
    ['of nothing', 7],
  ])('is not found by the key %s', async (_, at) => {
    const all = await asked(['good', 'who, 0'])
    await ask(all.app, `/v1/rooms/r/messages/${keyOf(1)}`, { method: 'DELETE' })
    const answer = await ask(all.app, `/v1/rooms/r/questions/${keyOf(at)}`)
    expect(answer.status).toBe(404)
    expect((await problemOf(answer)).detail).toMatch(/no question of "r" has that key/)
  })

  test.each(['k', 'A'.repeat(40), `${keyOf(0)}0`])('has no key %s', async key => {
    expect((await ask(standIn().app, `/v1/rooms/r/questions/${key}`)).status).toBe(422)
  })
})

describe('whatever is asked', () => {
  test.each([40, 5_000])('the same text %i times is one group', async times => {
    const all = await asked(Array(times).fill('who is it'))
    expect(groupsOf(await list(all))).toEqual([['who is it', times]])
    expect((await open(all, times - 1, '?limit=100')).questions).toHaveLength(Math.min(times, 100))
  })

  test('emoji, one word, 2,000 characters and several languages are texts like any other', async () => {
    const texts = ['who 🎉🎉', 'who', `who ${'x'.repeat(1_996)}`, 'who ist das?', 'who は誰ですか']
    const all = await asked(texts.flatMap(text => [text, text]))
    expect(groupsOf(await list(all))).toEqual(texts.map(text => [text, 2]))
  })

  test.each([
    ['zeros', new Uint8Array(392)],
    ['of the wrong length', new Uint8Array(17)],
    ['of another model', atAngle(0, 'another@0000000')],
    ['absent', undefined],
  ])('a vector that is %s leaves its question with equal texts alone', async (_, bad) => {
    const mixed: Encoder = {
      ...encoder,
      encode: async texts => texts.map(text => (text.toLowerCase().includes('odd') ? bad : atAngle(0))),
    }
    const all = await asked(['who, odd', 'who, even', 'who is it', 'who, ODD!'], { encoder: mixed })
    expect(groupsOf(await list(all))).toEqual([
      ['who, odd', 2],
      ['who, even', 2],
    ])
  })
})

test('what answers about questions is deployed by itself', async () => {
  const { ports } = await asked(['who, 0'])
  const app = createQuestions(ports)
  expect(await list({ app })).toMatchObject({ questions: 1 })
  expect((await ask(app, '/v1/rooms/r/questions', { method: 'HEAD' })).status).toBe(200)
  expect((await ask(app, '/v1/rooms/r/mood')).status).toBe(404)
})

test('a store that is down is no empty room', async () => {
  const { store } = standIn()
  const all = standIn({ store: { ...store, counters: () => Promise.reject(new Error('store down')) } })
  for (const path of ['questions', `questions/${keyOf(0)}`, 'similar?text=who'])
    expect((await ask(all.app, `/v1/rooms/r/${path}`)).status).toBe(500)
})
