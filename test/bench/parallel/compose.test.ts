import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compose } from '../../../bench/parallel/compose.ts'

const times = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 20 })
const cases = fc.record({
  needs: fc.record({ initMs: times, firstMs: times, laterMs: times }),
  batches: fc.integer({ min: 1, max: 200 }),
  environments: fc.integer({ min: 1, max: 50 }),
})
const dealt = (values: readonly number[], count: number) =>
  Array.from({ length: count }, (_, nth) => values[nth % values.length]!)
const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)

describe('a schedule that is composed', () => {
  test('one environment takes its start, its first batch and all later ones', () => {
    fc.assert(
      fc.property(cases, ({ needs, batches }) => {
        const { initMs, firstMs, laterMs } = needs
        const wholeMs = initMs[0]! + firstMs[0]! + sum(dealt(laterMs, batches - 1))
        expect(compose(needs, batches, 1)).toEqual({ wallMs: wholeMs, billedMs: wholeMs, environments: 1 })
      }),
    )
  })

  test('an environment a batch takes what the slowest start with its batch takes', () => {
    fc.assert(
      fc.property(cases, ({ needs, batches }) => {
        const firsts = dealt(needs.firstMs, batches)
        const slowestMs = Math.max(...dealt(needs.initMs, batches).map((ms, nth) => ms + firsts[nth]!))
        expect(compose(needs, batches, Number.POSITIVE_INFINITY).wallMs).toBe(slowestMs)
      }),
    )
  })

  test('what is billed is what was worked, and no environment idles while batches are left', () => {
    fc.assert(
      fc.property(cases, ({ needs, batches, environments }) => {
        const { wallMs, billedMs, environments: started } = compose(needs, batches, environments)
        const { initMs, firstMs, laterMs } = needs
        const later = dealt(laterMs, batches - started)
        expect(billedMs).toBe(sum(dealt(initMs, started)) + sum(dealt(firstMs, started)) + sum(later))
        const longestMs = Math.max(...initMs) + Math.max(...firstMs, ...laterMs)
        expect(wallMs).toBeGreaterThanOrEqual(billedMs / started - 1e-6)
        expect(wallMs).toBeLessThanOrEqual(billedMs / started + longestMs)
      }),
    )
  })
})
