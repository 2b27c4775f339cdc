import { expect, test } from 'vitest'
import { nothing } from '../../../functions/pipeline/mood.ts'
import { countsOf, readMood } from '../../../functions/pipeline/read-mood.ts'
import { record } from '../../../functions/pipeline/record.ts'
import { bench, labelledOf, limits, MINUTE_MS, T } from './samples.ts'

const HOUR_MS = 60 * MINUTE_MS
const hourOf = (ms: number) => ms - (ms % HOUR_MS)

const filled = async () => {
  const on = bench({ draws: [0.1, 0.9] })
  const say = (id: string, text: string, postedAt: number) =>
    record(on.ports, [labelledOf({ id, text, postedAt })], limits)
  await say('a', 'good', T)
  await say('b', 'bad and rude', T + 1)
  await say('c', 'meh?', T - MINUTE_MS)
  await say('d', 'good', T - HOUR_MS)
  return on
}
const span = { fromMs: hourOf(T) - HOUR_MS, toMs: hourOf(T) + HOUR_MS }

test('the total is summed over shards, with the mean score', async () => {
  const { ports } = await filled()
  const { mood } = await readMood(ports.store, 'hall', { grain: 'total' })
  expect(mood).toEqual({
    ...{ room: 'hall', grain: 'total', countedAt: T, windows: [] },
    ...{ n: 4, negative: 1, neutral: 1, positive: 2, unsure: 1, questions: 1, flagged: 1, score: 0.225 },
    models: { stub: 4 },
  })
})

test('minutes and hours sum to the total of their span, oldest first, none of them empty', async () => {
  const { ports } = await filled()
  for (const [grain, ns] of [
    ['minute', [1, 1, 2]],
    ['hour', [1, 3]],
  ] as const) {
    const { mood } = await readMood(ports.store, 'hall', { grain, span })
    expect(mood.windows.map(({ n }) => n)).toEqual(ns)
    expect(mood.n).toBe(4)
    for (const field of ['questions', 'flagged'] as const)
      expect(mood.windows.map(window => window[field]).reduce((a, b) => a + b)).toBe(mood[field])
    expect(mood.windows.map(({ start }) => start)).toEqual(mood.windows.map(({ start }) => start).toSorted())
    expect(mood).toMatchObject({ from: span.fromMs, to: span.toMs, grain })
  }
})

test('a total over a span counts the minutes that start in it, and no others', async () => {
  const { ports } = await filled()
  const last = { fromMs: hourOf(T), toMs: hourOf(T) + HOUR_MS }
  expect((await readMood(ports.store, 'hall', { grain: 'total', span: last })).mood).toMatchObject({
    n: 3,
    windows: [],
  })
})

test('an unknown room has no messages, no mean and no time', async () => {
  const { mood } = await readMood(bench().ports.store, 'hall', { grain: 'total' })
  expect(mood).toMatchObject({ n: 0, score: null })
  expect(mood).not.toHaveProperty('countedAt')
})

test('the tag is the same for the same answer and changes with every count', async () => {
  const { ports } = await filled()
  const tag = async () => (await readMood(ports.store, 'hall', { grain: 'total' })).etag
  const before = await tag()
  expect(await tag()).toBe(before)
  await record(ports, [labelledOf({ id: 'e' })], limits)
  expect(await tag()).not.toBe(before)
})

test('a mean has three decimals: thousandths over messages', () => {
  const tally = { ...nothing, n: 3, neutral: 1, positive: 2 }
  expect(countsOf({ ...tally, score: 1_000 }).score).toBe(0.333)
  expect(countsOf({ ...tally, n: 0, score: 0 }).score).toBeNull()
})
