import { describe, expect, test } from 'vitest'
import { HORIZON_MS } from '../../../schemas/limits.ts'
import { Mood } from '../../../schemas/mood.ts'
import { ask, NOW, post, problemOf, standIn } from './stand-in.ts'

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

/** Three messages in three minutes of two hours, and one of seven days ago. */
const counted = async () => {
  const all = standIn()
  const at = [NOW, NOW - MINUTE, NOW - HOUR, NOW - 7 * DAY]
  await post(
    all.app,
    'r',
    ['good!', 'bad, rude', 'who, so so?', 'good old'].map((text, one) => ({
      id: `q-${one}`,
      text,
      postedAt: at[one],
    })),
  )
  await all.deliver()
  return all
}

const mood = async ({ app }: Pick<ReturnType<typeof standIn>, 'app'>, query = '', headers = {}) => {
  const answer = await ask(app, `/v1/rooms/r/mood${query}`, { headers })
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return { answer, mood: Mood.parse(await answer.json()) }
}

describe('the mood of a room', () => {
  test('is everything that was ever counted, with the mean score from -1 to 1', async () => {
    expect((await mood(await counted())).mood).toEqual({
      room: 'r',
      grain: 'total',
      countedAt: NOW,
      n: 4,
      negative: 1,
      neutral: 1,
      positive: 2,
      unsure: 1,
      questions: 1,
      flagged: 1,
      score: 0.15,
      models: { 'words@1': 4 },
      windows: [],
    })
  })

  test('has its questions and its flags in the windows that they were posted in', async () => {
    const { windows } = (await mood(await counted(), '?grain=hour')).mood
    expect(windows.map(({ questions, flagged }) => [questions, flagged])).toEqual([
      [1, 1],
      [0, 0],
    ])
  })

  test('of a room that nobody posted to is empty, and no error', async () => {
    expect((await mood(standIn())).mood).toMatchObject({ n: 0, score: null, windows: [] })
  })

  test('by minute is of the last hour, by hour of the last day, where no span is given', async () => {
    const all = await counted()
    const minutes = (await mood(all, '?grain=minute')).mood
    expect(minutes.windows.map(({ start, n }) => [start, n])).toEqual([
      [NOW - 30_000 - MINUTE, 1],
      [NOW - 30_000, 1],
    ])
    expect(minutes.to! - minutes.from!).toBe(HOUR)
    const hours = (await mood(all, '?grain=hour')).mood
    expect(hours.windows.map(({ start, n }) => [start, n])).toEqual([
      [NOW - 30_000 - HOUR, 2],
      [NOW - 30_000, 1],
    ])
  })

  test('of a span is the same, whether its ends are epoch milliseconds or RFC 3339', async () => {
    const all = await counted()
    const [from, to] = [NOW - 30_000 - MINUTE, NOW - 30_000]
    const zone = (timeMs: number) => encodeURIComponent(new Date(timeMs).toISOString().replace('Z', '+00:00'))
    const one = (await mood(all, `?from=${from}&to=${to}`)).mood
    expect(one).toMatchObject({ n: 1, negative: 1, from, to })
    expect((await mood(all, `?from=${zone(from)}&to=${zone(to)}`)).mood).toEqual(one)
  })

  test.each([
    ['grain=second', /^query\/grain: /],
    ['from=soon', /^query\/from: /],
    ['from=1e3', /^query\/from: /],
    ['from=-1', /^query\/from: /],
    ['from=9999999999999999', /^query\/from: no such time/],
    ['from=2026-11-22T09:00:00', /^query\/from: /],
    [`from=${NOW}&to=${NOW}`, /^query\/from: is not before to/],
    [`from=${NOW}&to=${NOW - 1}`, /^query\/from: is not before to/],
    [`from=${NOW + DAY}`, /^query\/from: is not before to/],
    [`to=${NOW}`, /^query\/from: is missing/],
    [`grain=minute&from=${NOW - DAY - 1}&to=${NOW}`, /minute spans a day at most/],
    [`grain=hour&from=${NOW - HORIZON_MS - 1}&to=${NOW}`, /hour spans 35 days at most/],
    [`grain=total&from=${NOW - HORIZON_MS - 1}&to=${NOW}`, /total spans 35 days at most/],
    ['form=0', /Unrecognized key: "form"/],
    ['grain=hour&grain=total', /^query\/grain: stands twice/],
    ['__proto__=1', /./],
  ])('is not asked for with %s', async (query, says) => {
    const answer = await ask(standIn().app, `/v1/rooms/r/mood?${query}`)
    expect(answer.status).toBe(422)
    expect((await problemOf(answer)).detail).toMatch(says)
  })
})

describe('the tag of a mood', () => {
  test('saves sending it again for as long as nothing changed', async () => {
    const all = await counted()
    const etag = (await mood(all)).answer.headers.get('etag')!
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask(all.app, '/v1/rooms/r/mood', { headers: { 'if-none-match': known } })
      expect([again.status, await again.text()]).toEqual([304, ''])
      expect(again.headers.get('etag')).toBe(etag)
    }
  })

  test('changes with the counts', async () => {
    const all = await counted()
    const etag = (await mood(all)).answer.headers.get('etag')!
    await post(all.app, 'r', { text: 'good' })
    await all.deliver()
    all.clock.nowMs += 1_000
    const { answer, mood: now } = await mood(all, '', { 'if-none-match': etag })
    expect(answer.headers.get('etag')).not.toBe(etag)
    expect(now.n).toBe(5)
  })

  test('comes with leave to keep the answer, but not to use it unasked', async () => {
    expect((await mood(standIn())).answer.headers.get('cache-control')).toBe('private, no-cache')
  })
})

describe('the store is read', () => {
  const counting = () => {
    const { store, clock } = standIn()
    let readings = 0
    let broken = false
    const counters: typeof store.counters = async (...asked) => {
      readings++
      await new Promise(resolve => setImmediate(resolve))
      if (broken) throw new Error('store down')
      return store.counters(...asked)
    }
    const all = standIn({ store: { ...store, counters }, clock, moodCacheMs: 1_000 })
    return {
      ...all,
      clock,
      readings: () => readings,
      breakStore: (now: boolean) => {
        broken = now
      },
    }
  }

  test('once a second for a room and span, however many ask', async () => {
    const all = counting()
    await Promise.all(Array.from({ length: 50 }, () => mood(all)))
    expect(all.readings()).toBe(1)
    all.clock.nowMs += 999
    await mood(all)
    expect(all.readings()).toBe(1)
    all.clock.nowMs += 1
    await mood(all)
    expect(all.readings()).toBe(2)
  })

  test('for each span and each room by itself', async () => {
    const all = counting()
    for (const query of ['', '?grain=minute', '?grain=hour']) await mood(all, query)
    await ask(all.app, '/v1/rooms/other/mood')
    expect(all.readings()).toBe(4)
  })

  test('again at once after it failed', async () => {
    const all = counting()
    all.breakStore(true)
    expect((await ask(all.app, '/v1/rooms/r/mood')).status).toBe(500)
    all.breakStore(false)
    expect((await ask(all.app, '/v1/rooms/r/mood')).status).toBe(200)
  })
})
