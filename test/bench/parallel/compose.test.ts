import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compose } from '../../../bench/parallel/compose.ts'

const cases = fc.record({
  durationsMs: fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 20 }),
  batches: fc.integer({ min: 1, max: 200 }),
  environments: fc.integer({ min: 1, max: 50 }),
  initMs: fc.integer({ min: 0, max: 500 }),
})
const dealt = (durationsMs: readonly number[], batches: number) =>
  Array.from({ length: batches }, (_, batch) => durationsMs[batch % durationsMs.length]!)
const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)

describe('a schedule that is composed', () => {
  test('one environment takes what all batches take, and its start', () => {
    fc.assert(
      fc.property(cases, ({ durationsMs, batches, initMs }) => {
        expect(compose(durationsMs, batches, 1, initMs).wallMs).toBe(
          initMs + sum(dealt(durationsMs, batches)),
        )
      }),
    )
  })

  test('an environment a batch takes what the longest takes, and a start', () => {
    fc.assert(
      fc.property(cases, ({ durationsMs, batches, initMs }) => {
        const { wallMs, environments } = compose(durationsMs, batches, 1_000, initMs)
        expect(wallMs).toBe(initMs + Math.max(...dealt(durationsMs, batches)))
        expect(environments).toBe(batches)
      }),
    )
  })

  test('no time is lost and none is made up: between an even share and one batch more', () => {
    fc.assert(
      fc.property(cases, ({ durationsMs, batches, environments, initMs }) => {
        const all = dealt(durationsMs, batches)
        const composed = compose(durationsMs, batches, environments, initMs)
        const evenMs = initMs + sum(all) / composed.environments
        expect(composed.wallMs).toBeGreaterThanOrEqual(evenMs - 1e-6)
        expect(composed.wallMs).toBeLessThanOrEqual(evenMs + Math.max(...all))
      }),
    )
  })

  test('what is billed is every batch and a start for each environment, however many there are', () => {
    fc.assert(
      fc.property(cases, ({ durationsMs, batches, environments, initMs }) => {
        const composed = compose(durationsMs, batches, environments, initMs)
        expect(composed.billedMs).toBe(sum(dealt(durationsMs, batches)) + composed.environments * initMs)
      }),
    )
  })
})
