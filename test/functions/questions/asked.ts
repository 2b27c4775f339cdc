import fc from 'fast-check'
import type { Question } from '../../../functions/questions/question.ts'
import { DIMENSIONS, packVector, quantise } from '../../../functions/questions/vector.ts'

export const MODEL = 'similarity@1a2b3c4'

/** A vector in a plane, so that every chain and star of angles can be drawn. Degrees; packed. */
export const atAngle = (degrees: number, model = MODEL): Uint8Array => {
  const radians = (degrees * Math.PI) / 180
  return packed([Math.cos(radians), Math.sin(radians)], model)
}

const packed = (first: readonly number[], model: string): Uint8Array => {
  const read = quantise([...first, ...Array(DIMENSIONS - first.length).fill(0)])
  if (read.is === 'unusable') throw new Error(`the test made a vector that is ${read.why}`)
  return packVector(read.vector, model)
}

export const question = (key: string, over: Partial<Question> = {}): Question => ({
  ...{ key, postedAt: 0, text: `What of ${key}?`, label: 'neutral', sure: true, vector: atAngle(0) },
  ...over,
})

/** Few keys, times and texts, so that they meet; angles in steps of 5, some vectors that cannot be used. */
export const anyQuestion: fc.Arbitrary<Question> = fc.record({
  key: fc.nat(30).map(n => `q-${n}`),
  postedAt: fc.nat(8),
  text: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom('Is it on?', 'is it ON', 'Why?', '🎉', '???') },
    { weight: 6, arbitrary: fc.nat(1000).map(n => `Text ${n}`) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  label: fc.constantFrom('negative', 'neutral', 'positive'),
  sure: fc.boolean(),
  vector: fc.oneof(
    { weight: 12, arbitrary: fc.nat(71).map(n => atAngle(5 * n)) },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(atAngle(0, 'another@0000000')) },
    { weight: 1, arbitrary: fc.constant(new Uint8Array(17)) },
  ),
})

export const anyWithVector: fc.Arbitrary<Question> = fc
  .tuple(anyQuestion, fc.nat(71))
  .map(([question, n]) => ({ ...question, vector: atAngle(5 * n) }))
