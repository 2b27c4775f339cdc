import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeWithin } from '../../../functions/pipeline/attempt.ts'
import { bench, limits, T } from './samples.ts'

const nothing = { room: 'hall', puts: [], adds: [], atMs: T }
const contended = { is: 'contended' } as const

test('pauses are anywhere from nothing to a bound that doubles from 20 ms up to a second, and end by the deadline', async () => {
  const draws = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(draws, fc.nat(12), async (draws, times) => {
      const on = bench({ answers: Array(times).fill(contended), draws: [...draws, 0.5] })
      const result = await writeWithin(on.ports, limits, () => nothing)
      for (const [attempt, ms] of on.clock.slept.entries()) {
        expect(ms).toBeGreaterThanOrEqual(0)
        expect(ms).toBeLessThan(Math.min(1_000, 20 * 2 ** attempt))
      }
      expect(on.clock.now()).toBeLessThan(limits.deadlineMs)
      expect(result.is === 'written' ? on.writes.length : times + 1).toBe(times + 1)
    }),
  )
})

test('every attempt draws its shard anew, among all that the store has', async () => {
  const on = bench({ answers: Array(3).fill(contended), draws: [0.999, 0, 0.5, 0, 0.25, 0, 0] })
  const shards: number[] = []
  await writeWithin(on.ports, limits, shard => {
    shards.push(shard)
    return nothing
  })
  expect(shards).toEqual([7, 4, 2, 0])
})

test.each(['refused', 'invalid', 'written'] as const)('what is %s is not tried again', async is => {
  const answer = { is, standing: new Map(), why: 'because' }
  const on = bench({ answers: [answer] })
  expect(await writeWithin(on.ports, limits, () => nothing)).toEqual(answer)
  expect(on.writes).toHaveLength(1)
})

test('past the deadline a write is tried once and no more', async () => {
  const on = bench({ answers: Array(9).fill(contended) })
  expect(await writeWithin(on.ports, { deadlineMs: T - 1 }, () => nothing)).toEqual(contended)
  expect(on.writes).toHaveLength(1)
  expect(on.clock.slept).toEqual([])
})
