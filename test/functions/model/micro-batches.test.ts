import fc from 'fast-check'
import { expect, test } from 'vitest'
import { microBatches } from '../../../functions/model/micro-batches.ts'

const lengths = fc.array(fc.integer({ min: 3, max: 128 }), { maxLength: 400 })
const budgets = fc.integer({ min: 1, max: 512 })

test('every text is in exactly one run', () => {
  fc.assert(
    fc.property(lengths, budgets, (lengths, budget) => {
      const members = microBatches(lengths, budget).flat()
      expect(members.toSorted((a, b) => a - b)).toEqual([...lengths.keys()])
    }),
  )
})

test('no run of several texts is over the budget, padding counted', () => {
  fc.assert(
    fc.property(lengths, budgets, (lengths, budget) => {
      for (const batch of microBatches(lengths, budget)) {
        const width = Math.max(...batch.map(at => lengths[at]!))
        if (batch.length > 1) expect(width * batch.length).toBeLessThanOrEqual(budget)
      }
    }),
  )
})

test('two neighbouring runs would not fit into one', () => {
  fc.assert(
    fc.property(lengths, budgets, (lengths, budget) => {
      const batches = microBatches(lengths, budget)
      for (const [at, next] of batches.slice(1).entries())
        expect((batches[at]!.length + 1) * lengths[next[0]!]!).toBeGreaterThan(budget)
    }),
  )
})

test('the worked example holds', () => {
  expect(microBatches([9, 3, 8, 3], 16)).toEqual([[1, 3], [2], [0]])
  expect(microBatches([], 16)).toEqual([])
})
