import { describe, expect, test } from 'vitest'
import { nothing } from '../../../functions/pipeline/mood.ts'
import type { Counter } from '../../../functions/pipeline/ports.ts'
import { latestOf, type Minute, minutesOf, runsOf, versionOf } from '../../../functions/rooms/minutes.ts'

const counter = (window: Counter['window'], shard: number, questions: number, rev = 1): Counter => ({
  ...{ window, shard, rev, at: 0 },
  tally: { ...nothing, questions },
})
const minute = (at: number, questions: number): Minute => ({ minute: at, version: 'v', questions })
const numbers = (minutes: readonly Minute[]) => minutes.map(one => one.minute)

describe('the version of counters', () => {
  test('is the same in whatever order shards are read, and another where any of them was written', () => {
    const [a, b] = [counter('total', 0, 1, 9), counter('total', 3, 1, 4)]
    expect(versionOf([a, b])).toBe(versionOf([b, a]))
    expect(versionOf([a, { ...b, rev: 5 }])).not.toBe(versionOf([a, b]))
    expect(versionOf([a, b, counter('total', 1, 0, 1)])).not.toBe(versionOf([a, b]))
    expect(versionOf([counter(1, 0, 0, 11)])).not.toBe(versionOf([counter(1, 0, 0, 1), counter(1, 1, 0, 1)]))
  })

  test('of nothing is one, too', () => {
    expect(versionOf([])).toBe('')
  })
})

test('minutes are told the latest first, with the questions of all their shards; one shard may be below zero', () => {
  const minutes = minutesOf([counter(7, 0, 5), counter(9, 1, 1), counter(7, 2, -2)])
  expect(minutes.map(({ minute, questions }) => [minute, questions])).toEqual([
    [9, 1],
    [7, 3],
  ])
})

describe('the latest minutes', () => {
  test.each([
    [10, [9, 8, 7], false],
    [6, [9, 8, 7], false],
    [5, [9, 8], true],
    [3, [9, 8], true],
    [2, [9], true],
    // More than may be kept in one minute: it is kept as far as may be.
    [0, [9], true],
  ])('that hold %i questions are whole ones', (most, latest, partial) => {
    const told = latestOf([minute(9, 1), minute(8, 2), minute(7, 3)], most)
    expect([numbers(told.latest), told.partial]).toEqual([latest, partial])
  })

  test('are all there are where there are no questions', () => {
    expect(latestOf([minute(9, 0), minute(8, 0)], 5)).toEqual({
      latest: [minute(9, 0), minute(8, 0)],
      partial: false,
    })
  })
})

describe('what is read in one go', () => {
  const runs = (minutes: Minute[], ...wanted: number[]) =>
    runsOf(minutes, one => wanted.includes(one.minute)).map(({ minutes }) => numbers(minutes))

  test('goes on over minutes without questions, and not over one that need not be read', () => {
    const minutes = [minute(9, 1), minute(8, 0), minute(5, 2), minute(4, 1), minute(3, 1)]
    expect(runs(minutes, 9, 8, 5, 4, 3)).toEqual([[9, 5, 4, 3]])
    expect(runs(minutes, 9, 8, 4, 3)).toEqual([[9], [4, 3]])
    expect(runs(minutes, 8)).toEqual([])
  })

  test('spans its minutes and nothing else', () => {
    const [run] = runsOf([minute(9, 1), minute(5, 2)], () => true)
    expect(run!.span).toEqual({ fromMs: 5 * 60_000, toMs: 10 * 60_000 })
  })
})
