import { expect, test } from 'vitest'
import { plantedQuestions } from '../../../bench/similarity/planted.ts'
import { graphOf, rivals } from '../../../bench/similarity/rivals.ts'
import { DIMENSIONS, quantise } from '../../../functions/questions/vector.ts'
import { cosineOf } from '../../functions/questions/reference.ts'

/** In a plane. */
const atDegrees = (degrees: number): Int8Array => {
  const radians = (degrees * Math.PI) / 180
  const read = quantise([Math.cos(radians), Math.sin(radians), ...Array(DIMENSIONS - 2).fill(0)])
  return read.is === 'vector' ? read.vector : new Int8Array(DIMENSIONS)
}
const NEAR = Math.cos((25.5 * Math.PI) / 180)

/** [5, 5, 7] -> [[0, 1], [2]] */
const groups = (groupOf: readonly number[]) => [...Map.groupBy(groupOf.keys(), at => groupOf[at]!).values()]

test.each([
  ['leader, the nearest (ours)', [[0, 1], [2, 3], [4]]],
  ['leader, the first', [[0, 1], [2, 3], [4]]],
  ['stars, the most connected first', [[0, 1, 2], [3], [4]]],
  ['around medoids', [[0, 1, 2], [3], [4]]],
  ['average linkage', [[0, 1], [2, 3], [4]]],
  ['complete linkage', [[0, 1], [2, 3], [4]]],
  ['single linkage', [[0, 1, 2, 3], [4]]],
  ['nothing but equal texts', [[0], [1], [2], [3], [4]]],
])('a chain, and one apart, are what %s makes of them', (name, expected) => {
  const vectors = [0, 20, 40, 60, 180].map(atDegrees)
  expect(groups(rivals[name]!(graphOf(vectors, NEAR), vectors, NEAR))).toEqual(expected)
})

test('average linkage takes in who is near in the mean, complete linkage who is near to all', () => {
  const vectors = [0, 5, 10, 30].map(atDegrees)
  const graph = graphOf(vectors, NEAR)
  expect(groups(rivals['average linkage']!(graph, vectors, NEAR))).toEqual([[0, 1, 2, 3]])
  expect(groups(rivals['complete linkage']!(graph, vectors, NEAR))).toEqual([[0, 1, 2], [3]])
})

test('planted questions are as near as their plan says', () => {
  const asked = plantedQuestions({ questions: 400, aGroup: 8 })
  const what = (text = '') => text.split(',')[0]
  const cosines = { same: [] as number[], other: [] as number[] }
  for (const [at, a] of asked.entries())
    for (const b of asked.slice(at + 1))
      cosines[what(a.text) === what(b.text) ? 'same' : 'other'].push(
        cosineOf(new Int8Array(a.vector!.slice(8)), new Int8Array(b.vector!.slice(8))),
      )
  const mean = (some: readonly number[]) => some.reduce((sum, one) => sum + one, 0) / some.length
  expect(mean(cosines.same)).toBeCloseTo(0.85, 1)
  expect(mean(cosines.other)).toBeCloseTo(0.2, 1)
})
