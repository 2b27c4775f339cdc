import { expect, test } from 'vitest'
import { MINUTE_MS, sum, tallyOf } from '../../functions/pipeline/mood.ts'
import type { Opened } from './store.ts'
import {
  always,
  count,
  erased,
  HOUR_MS,
  live,
  MINUTE,
  T,
  tally,
  totalOf,
  writeChange,
  writeNew,
} from './store-samples.ts'

const one = tally({ n: 1, neutral: 1, unsure: 1, questions: 1, flagged: 1, score: -7 })

/** Told by a model without tasks, and by one with them. */
const told = [
  {},
  { kind: 'question' },
  { kind: 'comment', offensive: 0.1, flagged: false },
  { kind: 'question', offensive: 0.9, flagged: true },
] as const

/** As folders may be called: like attributes and placeholders of ours, in no expression's alphabet, and long. */
const models = [
  'n',
  'rev',
  '#by0',
  ':by0',
  'by#a',
  'é 模型 😀',
  '.',
  '__proto__',
  `${'m'.repeat(200)}@5a3e91b`,
]

export const countersContract = (opened: Opened): void => {
  test('a counter is the sum of what was added; its rev counts the writes and `at` is the last of them', async () => {
    const { store } = opened()
    await store.write(count({ window: MINUTE, shard: 2, add: one }))
    await store.write({
      ...count({
        window: MINUTE,
        shard: 2,
        add: tally({ n: 2, positive: 2, questions: 2, flagged: 1, score: 9 }),
      }),
      atMs: T + 1,
    })
    expect(await store.counters('hall', always)).toEqual([
      {
        window: MINUTE,
        shard: 2,
        tally: tally({ n: 3, neutral: 1, positive: 2, unsure: 1, questions: 3, flagged: 2, score: 2 }),
        rev: 2,
        at: T + 1,
      },
    ])
  })

  test('kinds and flags are counted, and taken back as they were counted, whatever takes their place', async () => {
    const { store } = opened()
    for (const [at, from] of told.entries())
      for (const [to, next] of told.entries()) {
        const room = `hall ${at}-${to}`
        const first = live('q-1', { room, ...from })
        const second = { ...live('q-1', { room, ...next }), version: 2 }
        const tallyNow = async () => sum((await store.counters(room)).map(counter => counter.tally))
        await store.write(writeNew([first]))
        expect(await tallyNow()).toEqual(tallyOf(first))
        await store.write(writeChange({ from: first, to: second }, 1))
        expect(await tallyNow()).toEqual(tallyOf(second))
        await store.write(writeChange({ from: second, to: erased(second) }, 2))
        expect(await tallyNow()).toEqual(tally())
      }
  })

  test('what a model counted moves to the model that takes its place, whatever they are called', async () => {
    const { store } = opened()
    for (const [at, model] of models.entries()) {
      const room = `hall ${at}`
      const [first, other] = [live('q-1', { room, model: 'sentiment@1' }), live('q-2', { room, model })]
      const second = { ...first, model, version: 2 }
      const modelsNow = async (span?: typeof always) =>
        sum((await store.counters(room, span)).map(counter => counter.tally)).models
      await store.write(writeNew([first, other]))
      expect(await modelsNow()).toEqual({ 'sentiment@1': 1, [model]: 1 })
      expect(await store.write(writeChange({ from: first, to: second }, 1))).toEqual({ is: 'written' })
      expect(await modelsNow()).toEqual({ [model]: 2 })
      expect(await modelsNow(always)).toEqual({ [model]: 2 })
      await store.write(writeChange({ from: second, to: erased(second) }, 2))
      expect(await modelsNow()).toEqual({ [model]: 1 })
    }
  })

  test('a counter that names many models keeps each of them', async () => {
    const { store } = opened()
    const names = Array.from({ length: 90 }, (_, at) => `model-${at}@${'0'.repeat(7)}`)
    const messages = names.map((model, at) => live(`q-${at}`, { model }))
    expect(await store.write(writeNew(messages))).toEqual({ is: 'written' })
    expect((await store.counters('hall'))[0]?.tally.models).toEqual(
      Object.fromEntries(names.map(model => [model, 1])),
    )
  })

  test('one shard may go below zero', async () => {
    const { store } = opened()
    await store.write(count({ window: 'total', shard: 1, add: tally({ n: -1, neutral: -1 }) }))
    expect((await store.counters('hall'))[0]?.tally).toEqual(tally({ n: -1, neutral: -1 }))
  })

  test('an add with a rev holds only while the rev is that; otherwise nothing of the write happens', async () => {
    const { store } = opened()
    const add = (rev: number) => ({ window: MINUTE, shard: 0, add: one, rev })
    expect(await store.write(count(add(1)))).toEqual({ is: 'refused', standing: new Map() })
    expect(await store.write(count(add(0)))).toEqual({ is: 'written' })
    expect(await store.write(count(add(0)))).toEqual({ is: 'refused', standing: new Map() })
    const stale = {
      ...writeNew([live('q-1')]),
      adds: [add(2), { window: 'total' as const, shard: 0, add: one }],
    }
    expect(await store.write(stale)).toEqual({ is: 'refused', standing: new Map() })
    expect(await store.read([live('q-1').key])).toEqual(new Map())
    expect(await store.counters('hall')).toEqual([])
    expect(await store.write(count(add(1)))).toEqual({ is: 'written' })
    expect(await store.counters('hall', always)).toMatchObject([{ rev: 2, tally: { n: 2 } }])
  })

  test('adding nothing without a rev is a write like any other', async () => {
    const { store } = opened()
    for (const atMs of [T, T + 1])
      expect(await store.write({ ...count({ window: MINUTE, shard: 0, add: tally() }), atMs })).toEqual({
        is: 'written',
      })
    expect(await store.counters('hall', always)).toEqual([
      { window: MINUTE, shard: 0, tally: tally(), rev: 2, at: T + 1 },
    ])
  })

  test('adding nothing with a rev checks it: of a counter, and that there is none', async () => {
    const { store } = opened()
    const check = (shard: number, rev: number) => ({ window: MINUTE, shard, add: tally(), rev })
    await store.write(count({ window: MINUTE, shard: 0, add: one }))
    const move = { window: MINUTE, shard: 5, add: one, rev: 0 }
    expect(await store.write(count(move, check(0, 2)))).toMatchObject({ is: 'refused' })
    expect(await store.write(count(move, check(0, 0)))).toMatchObject({ is: 'refused' })
    expect(await store.write(count(move, check(1, 1)))).toMatchObject({ is: 'refused' })
    expect(await store.write(count(move, check(0, 1), check(1, 0)))).toEqual({ is: 'written' })
    const counters = await store.counters('hall', always)
    expect(counters.reduce((n, counter) => n + counter.tally.n, 0)).toBe(2)
  })

  test('a refused put and a refused rev in one write: the put is named', async () => {
    const { store } = opened()
    const message = live('q-1')
    await store.write(writeNew([message]))
    const write = { ...writeNew([message]), adds: [{ window: MINUTE, shard: 0, add: one, rev: 9 }] }
    expect(await store.write(write)).toEqual({ is: 'refused', standing: new Map([[message.key, message]]) })
  })

  test('of many repairs that read the same revs, one is made', async () => {
    const { store, other } = opened()
    await store.write(count({ window: MINUTE, shard: 0, add: one }, { window: MINUTE, shard: 1, add: one }))
    const repair = count(
      { window: MINUTE, shard: 0, add: tally({ n: 5 }), rev: 1 },
      { window: MINUTE, shard: 1, add: tally(), rev: 1 },
    )
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, at) => (at % 2 ? store : other.store).write(repair)),
    )
    expect(results.filter(({ is }) => is === 'written')).toHaveLength(1)
    expect((await store.counters('hall', always)).reduce((n, { tally }) => n + tally.n, 0)).toBe(7)
  })

  test('without a span the total is read, with one the minutes that start in it, of every shard', async () => {
    const { store } = opened()
    for (const [shard, minute] of [
      [0, 0],
      [7, 0],
      [3, 1],
      [3, 60],
      [2, 100_000],
    ] as const)
      await store.write(writeNew([live(`q-${shard}-${minute}`, { postedAt: T + minute * MINUTE_MS })], shard))
    const minutesIn = async (fromMs: number, toMs: number) =>
      (await store.counters('hall', { fromMs, toMs }))
        .map(({ window, shard }) => [Number(window) - MINUTE, shard])
        .sort()
    expect((await store.counters('hall')).map(({ window, shard }) => [window, shard]).sort()).toEqual([
      ['total', 0],
      ['total', 2],
      ['total', 3],
      ['total', 7],
    ])
    expect(await minutesIn(T, T + MINUTE_MS)).toEqual([
      [0, 0],
      [0, 7],
    ])
    expect(await minutesIn(T + 1, T + MINUTE_MS)).toEqual([])
    expect(await minutesIn(T + 1, T + MINUTE_MS + 1)).toEqual([[1, 3]])
    expect(await minutesIn(T + MINUTE_MS, T + HOUR_MS)).toEqual([[1, 3]])
    expect(await minutesIn(T + HOUR_MS, T)).toEqual([])
    expect(await minutesIn(-Infinity, Infinity)).toHaveLength(5)
    expect(await minutesIn(0, 8.64e15)).toHaveLength(5)
  })

  test('rooms whose names resemble one another share nothing', async () => {
    const { store } = opened()
    const rooms = ['a', 'a#0', '0#a', 'a/b', 'A', 'a ', 'é', 'e\u0301', '😀', '\uffee', '%', '_']
    for (const [at, room] of rooms.entries())
      await store.write(writeNew(Array.from({ length: at + 1 }, (_, id) => live(`q-${id}`, { room }))))
    for (const [at, room] of rooms.entries()) {
      expect(await totalOf(store, room)).toBe(at + 1)
      expect((await store.list(room, always, 100)).messages).toHaveLength(at + 1)
    }
    expect(await store.rooms()).toEqual(rooms.sort())
  })

  test('a room that nobody has posted to has no counts, no messages, and is not among the rooms', async () => {
    const { store } = opened()
    expect(await store.counters('nowhere')).toEqual([])
    expect(await store.counters('nowhere', always)).toEqual([])
    expect(await store.list('nowhere', always, 10)).toEqual({ messages: [] })
    expect(await store.rooms()).toEqual([])
  })

  test('writes go over 8 shards until more are announced; a lower number changes nothing', async () => {
    const { store, other, pass } = opened()
    expect(await store.shards()).toBe(8)
    await store.growShards(4)
    pass(120_000)
    expect(await store.shards()).toBe(8)
    await store.growShards(16)
    await other.store.growShards(12)
    pass(120_000)
    expect(await store.shards()).toBe(16)
    expect(await other.store.shards()).toBe(16)
  })

  test('of several who announce at once, the highest number stands', async () => {
    const { store, other, pass } = opened()
    await Promise.all([9, 31, 24, 17].map((shards, at) => (at % 2 ? store : other.store).growShards(shards)))
    pass(120_000)
    expect(await store.shards()).toBe(31)
  })

  test('readers read the new shards before any writer uses them', async () => {
    const { store, other, pass } = opened()
    expect(await other.store.counters('hall')).toEqual([])
    await store.growShards(16)
    for (let second = 0; second < 120; second++) {
      const shard = (await store.shards()) - 1
      await store.write(count({ window: 'total', shard, add: one }, { window: MINUTE, shard, add: one }))
      const seen = (await other.store.counters('hall')).map(counter => counter.shard)
      expect(seen).toContain(shard)
      if (shard === 15) return
      pass(1_000)
    }
    expect.unreachable('no writer used the new shards within two minutes')
  })
}
