import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestThreshold, foundOf, judge } from '../../../bench/similarity/pair-scores.ts'

test('precision and recall are of what was said and of what is the same', () => {
  expect(foundOf(3, 4, 6)).toEqual({ precision: 75, recall: 50, f1: 60 })
  expect(foundOf(0, 0, 6)).toEqual({ precision: 0, recall: 0, f1: 0 })
})

/** A few scores only, so that many are equal. */
const scored = fc.array(fc.record({ score: fc.nat(6), same: fc.boolean() }), { minLength: 1, maxLength: 30 })

test('no other threshold has a better F1 than the best', () => {
  fc.assert(
    fc.property(scored, rows => {
      const pairs = rows.map(({ same }, at) => ({ a: at, b: at, same }))
      const alike = ({ a }: { a: number }) => rows[a]!.score
      const best = judge(alike, pairs, bestThreshold(alike, pairs)).f1
      for (const { score } of rows) expect(judge(alike, pairs, score).f1).toBeLessThanOrEqual(best)
    }),
  )
})
