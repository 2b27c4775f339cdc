import { describe, expect, test } from 'vitest'
import { HELD } from '../../../bench/tune/contention.ts'
import { between, type Point, shareMs } from '../../../bench/tune/measured-function.ts'
import { type Swept, sweep, type Tuning, winnerOf } from '../../../bench/tune/sweep.ts'

const point = (size: number, ms: number): Point => ({
  ...{ memoryMb: 1_024, size, invocations: 3, processorMs: ms, shareMs: ms },
  ...{ durationMs: { mean: ms, q50: ms, q95: ms }, throttled: true, maxMemoryMb: 170, coldMs: 600 },
})
const points = [point(1, 5), point(10, 50), point(100, 500)]
const thrifty: Tuning = { batchSize: 98, windowMs: 1_000, maximumConcurrency: 20, memoryMb: 1_024 }
const table = { held: HELD, shards: 8 }

describe('how long an invocation takes', () => {
  test('lies on a straight line between the sizes that were measured, and on beyond the last', () => {
    expect([1, 10, 55, 100, 200].map(size => between(points, size))).toEqual([5, 50, 275, 500, 1_000])
  })

  test('in a share: a burst that fits the quota takes its own time, the rest waits for the next periods', () => {
    expect([4, 10, 24].map(ms => shareMs(ms, 0.5))).toEqual([4, 10, 44])
    expect(shareMs(24, 1.7)).toBe(24)
  })

  test('in a share and over a long time it is the time divided by the share', () => {
    expect(shareMs(10_000, 0.25) / 40_000).toBeCloseTo(1, 2)
  })
})

describe('a tuning that is swept', () => {
  test('costs what its invocations, requests and counters add up to', () => {
    const { usd } = sweep(thrifty, 10, points, table)
    expect(usd.all).toBeCloseTo(usd.lambda + usd.queue + usd.counters + usd.conflicts, 10)
  })

  test('a batch that one transaction holds has two counters; two messages more have four', () => {
    const countersOf = (batchSize: number) =>
      sweep({ ...thrifty, batchSize, maximumConcurrency: 5 }, 2_000, points, table)
    const [one, two] = [countersOf(98), countersOf(100)]
    expect(one.usd.counters).toBeCloseTo((2 * 2 * 0.625) / one.fill, 3)
    expect(two.usd.counters).toBeCloseTo((4 * 2 * 0.625) / two.fill, 3)
  })

  test('more shards never make conflicts dearer', () => {
    const usdOf = (shards: number) => sweep(thrifty, 1_000, points, { ...table, shards }).usd.conflicts
    const dear = [4, 8, 16, 32, 64].map(usdOf)
    expect(dear.every((usd, at) => at === 0 || usd < dear[at - 1]!)).toBe(true)
  })
})

describe('the winner', () => {
  const swept = (batchSize: number, q95: number, all: number): Swept => ({
    ...{
      ...thrifty,
      batchSize,
      perSecond: 10,
      shards: 8,
      fill: 3,
      pollers: 5,
      gbSeconds: 1,
      capacity: 1_000,
      coldMs: 700,
    },
    ...{
      countedMs: { q50: q95, q95, q99: q95 },
      usd: { lambda: all, queue: 0, counters: 0, conflicts: 0, all },
    },
  })
  const deployed = { batchSize: 5, windowMs: 1_000, memoryMb: 1_024 }
  const goal = { profile: 'live', q95Ms: 500, coldMs: 1_000, deployed }

  test('is the cheapest of those that are in time at every rate', () => {
    const all = [
      swept(1, 100, 3),
      swept(10, 400, 2),
      swept(50, 400, 1),
      { ...swept(50, 900, 1), perSecond: 1_000 },
    ]
    expect(winnerOf(goal, all)?.batchSize).toBe(10)
  })

  test('is what is deployed as long as the cheapest saves next to nothing', () => {
    expect(winnerOf(goal, [swept(5, 100, 2.08), swept(10, 100, 2)])?.batchSize).toBe(5)
    expect(winnerOf(goal, [swept(5, 100, 2.2), swept(10, 100, 2)])?.batchSize).toBe(10)
    expect(winnerOf(goal, [swept(5, 900, 2), swept(10, 100, 2)])?.batchSize).toBe(10)
  })

  test('there is none where nothing is in time, or starts in time', () => {
    expect(winnerOf(goal, [swept(1, 501, 1)])).toBeUndefined()
    expect(winnerOf({ ...goal, coldMs: 600 }, [swept(1, 100, 1)])).toBeUndefined()
  })
})
