import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { MessageView } from '../../schemas/message-view.ts'
import type { Mood } from '../../schemas/mood.ts'
import type { Answer, MessageQuery, RoomApi } from '../../widget/api.ts'
import type { View } from '../../widget/lists.ts'
import { type RoomState, type Watch, watchRoom } from '../../widget/room-watch.ts'
import type { Span } from '../../widget/span.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 9) }))
let watch: Watch | undefined
afterEach(() => {
  watch?.stop()
  vi.useRealTimers()
})

const mood = (n: number): Mood => ({
  room: 'a',
  grain: 'minute',
  n,
  negative: n,
  neutral: 0,
  positive: 0,
  unsure: 0,
  questions: 0,
  flagged: 0,
  score: -0.5,
  models: {},
  windows: [],
})
const fresh = <T>(value: T): Answer<T> => ({ is: 'new', value })
const refused = (status: number): Answer<never> => ({ is: 'refused', status, detail: '' })
const message = { key: 'k', text: 'No sound', label: 'negative' } as MessageView

/** An api that answers as told, and what it was asked. */
const fakeApi = (answers: {
  mood: () => Answer<Mood>
  messages?: (query: MessageQuery) => Answer<{ messages: MessageView[] }>
}) => {
  const asked: string[] = []
  const signals: (AbortSignal | undefined)[] = []
  const api: RoomApi = {
    mood: async (query, signal) => {
      asked.push(query.grain)
      signals.push(signal)
      return answers.mood()
    },
    messages: async query => {
      asked.push(query.kind ?? (query.flagged ? 'flagged' : query.sort))
      return (answers.messages ?? (() => fresh({ messages: [message] })))(query)
    },
    erase: async () => fresh(undefined),
    post: async () => fresh({ messages: [] }),
  }
  return { api, asked, signals }
}

const follow = (
  api: RoomApi,
  {
    span = 60,
    hidden = () => false,
    messages = 'highlights',
  }: { span?: Span; hidden?: () => boolean; messages?: View | 'none' } = {},
) => {
  const known: RoomState = { span, skewMs: 0 }
  const seen = { state: known }
  watch = watchRoom({
    api,
    known,
    messages,
    now: Date.now,
    draw: () => 0.5,
    hidden,
    show: state => {
      seen.state = state
    },
  })
  return seen
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

test('counts are looked at every second, and a new count is shown', async () => {
  let n = 0
  const { api, asked } = fakeApi({ mood: () => fresh(mood(++n)) })
  const seen = follow(api)
  await pass(5_100)
  expect(asked.filter(what => what === 'minute')).toHaveLength(6)
  expect(seen.state.mood?.n).toBe(6)
})

test('while nothing changes, messages are asked for no more than every 15 seconds', async () => {
  let first = true
  const { api, asked } = fakeApi({
    mood: () => {
      const answer: Answer<Mood> = first ? fresh(mood(1)) : { is: 'same' }
      first = false
      return answer
    },
  })
  follow(api)
  await pass(14_000)
  expect(asked.filter(what => what === 'negative')).toHaveLength(1)
  await pass(2_000)
  expect(asked.filter(what => what === 'negative')).toHaveLength(2)
})

test('a token that may not see messages still sees the counts, and messages are not asked for again', async () => {
  const { api, asked } = fakeApi({ mood: () => fresh(mood(3)), messages: () => refused(403) })
  const seen = follow(api)
  await pass(60_000)
  expect(seen.state).toMatchObject({ mood: { n: 3 }, messages: { is: 'refused' }, trouble: undefined })
  expect(asked.filter(what => what === 'negative')).toHaveLength(1)
})

test('a server that is gone leaves the last numbers and when they were fetched; back again, all is well', async () => {
  let answer: Answer<Mood> = fresh(mood(7))
  const seen = follow(fakeApi({ mood: () => answer }).api)
  await pass(500)
  const fetchedAt = seen.state.fetchedAt
  answer = { is: 'away', detail: 'Failed to fetch' }
  await pass(30_000)
  expect(seen.state).toMatchObject({ mood: { n: 7 }, trouble: { is: 'away' }, fetchedAt })
  answer = fresh(mood(8))
  await pass(10_000)
  expect(seen.state.mood?.n).toBe(8)
  expect(seen.state.trouble).toBeUndefined()
})

test('an answer that is no mood is trouble, not a mood', async () => {
  const seen = follow(fakeApi({ mood: () => fresh({} as Mood) }).api)
  await pass(100)
  expect(seen.state.mood).toBeUndefined()
  expect(seen.state.trouble).toMatchObject({ is: 'away' })
})

test('a hidden page hardly asks, and waking it asks at once', async () => {
  const { api, asked } = fakeApi({ mood: () => fresh(mood(1)) })
  follow(api, { hidden: () => true })
  await pass(20_000)
  const before = asked.length
  watch?.wake()
  await pass(10)
  expect(before).toBeLessThan(5)
  expect(asked.length).toBeGreaterThan(before)
})

test('a stopped watch aborts what is in flight and asks nothing more', async () => {
  const { api, asked, signals } = fakeApi({ mood: () => fresh(mood(1)) })
  follow(api)
  await pass(100)
  watch?.stop()
  const before = asked.length
  await pass(60_000)
  expect(asked).toHaveLength(before)
  expect(signals.every(signal => signal?.aborted)).toBe(true)
})

test('a whole life is a total every second and its trend every 15', async () => {
  const { api, asked } = fakeApi({ mood: () => fresh(mood(1)) })
  follow(api, { span: 'all' })
  await pass(10_000)
  expect(asked.filter(what => what === 'total').length).toBeGreaterThan(9)
  expect(asked.filter(what => what === 'hour')).toHaveLength(1)
})

test('a clock that is wrong by a minute is known from the Date header, and one by a second is not worth it', async () => {
  let aheadMs = 60_000
  const { api } = fakeApi({ mood: () => ({ is: 'new', value: mood(1), serverMs: Date.now() + aheadMs }) })
  const seen = follow(api)
  await pass(10)
  expect(Math.round(seen.state.skewMs / 1_000)).toBe(61)
  aheadMs = 1_000
  await pass(1_500)
  expect(seen.state.skewMs).toBe(0)
})

test('questions are asked for from when one is counted, not before', async () => {
  let questions = 0
  const { api, asked } = fakeApi({ mood: () => fresh({ ...mood(3), questions }) })
  const seen = follow(api)
  await pass(4_000)
  expect(asked).not.toContain('question')
  questions = 1
  await pass(4_000)
  expect(asked).toContain('question')
  expect(seen.state.messages).toMatchObject({ lists: { questions: [message], negative: [message] } })
})

test('a view of one list asks for no other, and no messages for none', async () => {
  for (const [messages, expected] of [
    ['questions', ['question']],
    ['flagged', ['flagged']],
    ['none', []],
  ] as const) {
    const { api, asked } = fakeApi({ mood: () => fresh({ ...mood(3), questions: 1, flagged: 1 }) })
    follow(api, { messages })
    await pass(500)
    expect(asked.filter(what => what !== 'minute')).toEqual(expected)
    watch?.stop()
  }
})

test('a list that did not come stays as it was, and the others are shown', async () => {
  let away = false
  const { api } = fakeApi({
    mood: () => fresh({ ...mood(3), questions: 1 }),
    messages: ({ kind, sort }) =>
      kind && away
        ? { is: 'away', detail: '' }
        : fresh({ messages: [{ ...message, key: `${sort}${away}` }] }),
  })
  const seen = follow(api)
  await pass(500)
  away = true
  await pass(4_000)
  expect(seen.state.messages).toMatchObject({
    lists: { questions: [{ key: 'newestfalse' }], negative: [{ key: 'negativetrue' }] },
  })
})
