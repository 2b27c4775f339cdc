import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawing } from '../../../bench/texts.ts'
import { DIMENSIONS, type QuestionVector } from '../../../functions/questions/vector.ts'
import { type Near, vectorRows } from '../../../functions/questions/vector-rows.ts'
import { cosineOf } from './reference.ts'

/** Some point the same way, more or less; some are at the edges of int8; some have all in one part. */
const vectors = (count: number, seed: number): QuestionVector[] => {
  const draw = drawing(seed)
  const numbers = (size: number) => Array.from({ length: DIMENSIONS }, () => (draw() - 0.5) * size)
  const themes = [numbers(200), numbers(200)]
  const kinds = [
    () => Int8Array.from(numbers(250)),
    () => Int8Array.from(themes[Math.floor(draw() * 2)]!, number => number + (draw() - 0.5) * 80),
    () => new Int8Array(DIMENSIONS).fill(draw() < 0.5 ? -128 : 127),
    () => new Int8Array(DIMENSIONS).with(Math.floor(draw() * DIMENSIONS), 1),
    () => Int8Array.from({ length: DIMENSIONS }, (_, at) => (at < 64 ? 100 : 0) * (draw() < 0.9 ? 1 : -1)),
  ]
  return Array.from({ length: count }, () => kinds[Math.floor(draw() * kinds.length)]!())
}

const plainly = (kept: ReadonlyMap<number, QuestionVector>, query: QuestionVector): Near<number>[] =>
  [...kept].map(([owner, vector]) => ({ owner, cosine: cosineOf(query, vector) }))
const byOwner = (a: number, b: number) => a - b
const sorted = (found: readonly Near<number>[]) => found.toSorted((a, b) => a.owner - b.owner)

/** Around what four rows and a chunk of 256 hold. */
const anyCount = fc.constantFrom(0, 1, 2, 3, 4, 5, 8, 63, 255, 256, 257, 258, 600)
const anySeed = fc.integer({ min: 1, max: 1_000_000 })

test('what is found is what a plain loop finds, bit for bit, at any cosine and after any removals', () => {
  const anyCosine = fc.constantFrom(-1, -0.2, 0, 0.1, 0.5, 0.7, 0.8, 0.9, 0.99, 1)
  fc.assert(
    fc.property(
      anyCount,
      anySeed,
      anyCosine,
      fc.uniqueArray(fc.nat(599), { maxLength: 20 }),
      (count, seed, cosine, gone) => {
        const [query, ...all] = vectors(count + 1, seed) as [QuestionVector, ...QuestionVector[]]
        const rows = vectorRows<number>()
        const kept = new Map(all.entries())
        for (const [owner, vector] of kept) rows.add(owner, vector)
        for (const owner of gone.filter(owner => kept.has(owner))) {
          expect(rows.remove(owner)).toEqual(kept.get(owner))
          kept.delete(owner)
        }
        expect(sorted(rows.within(query, cosine))).toEqual(
          sorted(plainly(kept, query).filter(near => near.cosine >= cosine)),
        )
      },
    ),
    { numRuns: 200 },
  )
})

test('the nearest are those that a plain loop finds, in their order, and no more than there are', () => {
  fc.assert(
    fc.property(anyCount, anySeed, fc.constantFrom(0, 1, 3, 10, 300), (count, seed, wanted) => {
      const [query, ...all] = vectors(count + 1, seed) as [QuestionVector, ...QuestionVector[]]
      const rows = vectorRows<number>()
      for (const [owner, vector] of all.entries()) rows.add(owner, vector)
      const expected = plainly(new Map(all.entries()), query)
        .sort((a, b) => b.cosine - a.cosine || byOwner(a.owner, b.owner))
        .slice(0, wanted)
      expect(rows.nearest(query, wanted, byOwner)).toEqual(expected)
    }),
    { numRuns: 100 },
  )
})
