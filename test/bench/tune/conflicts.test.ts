import { describe, expect, test } from 'vitest'
import { type Setting, simulateConflicts } from '../../../bench/tune/conflicts.ts'
import { cancelledPerWrite, heldSeconds } from '../../../bench/tune/meetings.ts'

const held = { baseMs: 10, perActionMs: 0, spread: 0 }
const steady = (writesPerSecond: number, shards: number, chunk = 1): Setting => ({
  ...{ shards, held, seconds: 10 },
  load: { is: 'steady', writesPerSecond, chunk },
})

describe('transactions that meet', () => {
  test('one writer alone never meets anybody, and takes as long as its transaction', async () => {
    const load = { is: 'backlog', writers: 1, betweenMs: 5, chunk: 10 } as const
    const { latencyMs, gaveUp, ...alone } = await simulateConflicts({
      shards: 1,
      held,
      seconds: 5,
      load,
    })
    expect({ cancelled: alone.cancelledPerWrite, gaveUp }).toEqual({ cancelled: 0, gaveUp: 0 })
    expect(latencyMs).toEqual({ q50: 12, q95: 12, q99: 12, addedMs: expect.closeTo(0, 5) })
  })

  test('where they seldom meet, the share is what is held: writes/s x seconds held / shards', async () => {
    const { cancelledPerWrite: share } = await simulateConflicts(steady(80, 8)) // 80 x 0.010 / 8
    expect(share).toBeGreaterThan(0.06)
    expect(share).toBeLessThan(0.14)
  })

  test('more shards mean fewer conflicts, as the formula says', async () => {
    const shares = []
    for (const shards of [2, 8, 32]) {
      const { cancelledPerWrite: share } = await simulateConflicts({ ...steady(100, shards), seconds: 20 })
      const reckoned = cancelledPerWrite(100, heldSeconds(held, 3), shards)
      expect(Math.abs(share - reckoned)).toBeLessThan(0.1 * reckoned + 0.02)
      shares.push(share)
    }
    expect(shares).toEqual([...new Set(shares)].toSorted((a, b) => b - a))
  })

  test('what cannot be written in time is given up and not counted, the rest is counted once', async () => {
    const crowded = await simulateConflicts({
      ...steady(20, 1, 3),
      ...{ seconds: 2, held: { baseMs: 1_000, perActionMs: 0, spread: 0 } },
    })
    expect(crowded.gaveUp).toBeGreaterThan(0)
    expect(crowded.gaveUp).toBeLessThan(crowded.writes)
  })

  test('a cancelled attempt is paid for: as many units more as actions were cancelled', async () => {
    const { cancelledPerWrite: share, extraUnits } = await simulateConflicts({
      ...steady(100, 4, 10),
      seconds: 3,
    })
    expect(share).toBeGreaterThan(0.1)
    expect(extraUnits).toBeCloseTo(share, 5)
  })
})
