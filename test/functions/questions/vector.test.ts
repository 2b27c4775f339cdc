import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  DIMENSIONS,
  encoderMark,
  encoderOf,
  packVector,
  quantise,
  vectorReader,
} from '../../../functions/questions/vector.ts'
import { cosineOf } from './reference.ts'

const read = vectorReader('similarity@1a2b3c4')
const anyNumbers = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
  minLength: DIMENSIONS,
  maxLength: DIMENSIONS,
})
const one = Int8Array.from({ length: DIMENSIONS }, (_, at) => (at % 255) - 127)

test('what is packed is read again, in 400 bytes at most, wherever its bytes lie', () => {
  fc.assert(
    fc.property(
      fc.int8Array({ minLength: DIMENSIONS, maxLength: DIMENSIONS }),
      fc.nat(7),
      (numbers, offset) => {
        const vector = Int8Array.from(numbers)
        const packed = packVector(vector, 'similarity@1a2b3c4')
        expect(packed.length).toBeLessThanOrEqual(400)
        const elsewhere = new Uint8Array(offset + packed.length).subarray(offset)
        elsewhere.set(packed)
        const isZero = vector.every(number => number === 0)
        expect(read(elsewhere)).toEqual(isZero ? { is: 'unusable', why: 'zeros' } : { is: 'vector', vector })
      },
    ),
  )
})

test('rounding to int8 turns a vector by less than two degrees', () => {
  fc.assert(
    fc.property(anyNumbers, numbers => {
      fc.pre(numbers.some(number => Math.abs(number) > 1e-3))
      const made = quantise(numbers)
      expect(made.is === 'vector' && cosineOf(made.vector, numbers)).toBeGreaterThan(0.9994)
    }),
  )
})

test.each([
  ['absent', undefined],
  ['wrong-length', new Uint8Array(0)],
  ['wrong-length', new Uint8Array(DIMENSIONS)],
  ['wrong-length', new Uint8Array([...packVector(one, 'similarity@1a2b3c4'), 0])],
  ['other-format', packVector(one, 'similarity@1a2b3c4').with(0, 2)],
  ['other-model', packVector(one, 'similarity@1a2b3c5')],
  ['zeros', packVector(new Int8Array(DIMENSIONS), 'similarity@1a2b3c4')],
])('stored bytes that are no vector to compare are told: %s', (why, bytes) => {
  expect(read(bytes)).toEqual({ is: 'unusable', why })
})

test.each([
  ['wrong-length', [1, 2, 3]],
  ['zeros', Array(DIMENSIONS).fill(0)],
  ['not-finite', Array(DIMENSIONS).fill(1).with(7, Number.NaN)],
  ['not-finite', Array(DIMENSIONS).fill(1).with(7, Number.POSITIVE_INFINITY)],
])('numbers of which no vector can be made are told: %s', (why, numbers) => {
  expect(quantise(numbers)).toEqual({ is: 'unusable', why })
})

// The same numbers stand in training/tests/similarity_measures_test.py.
test.each([
  [0.3, 0.1, 42],
  [127, 63.5, 64],
  [127, 0.5, 1],
  [127, 0.49999997, 1],
  [127, 0.4999, 0],
  [2, 1, 64],
  [1e-30, 5e-31, 64],
  [3e38 / 127, -1e30, 0],
])(
  'of %d beside the largest, %d becomes %d, and its negative the same below zero',
  (largest, number, whole) => {
    const made = quantise(Array(DIMENSIONS).fill(0).with(0, largest).with(1, number).with(2, -number))
    expect(made.is === 'vector' && [...made.vector.subarray(0, 4)]).toEqual([127, whole, 0 - whole, 0])
  },
)

test('numbers that are too large for the rule have no vector: not a wrong one', () => {
  expect(quantise(Array(DIMENSIONS).fill(3e38))).toEqual({ is: 'unusable', why: 'not-finite' })
})

test('whose a vector is, is told of one that can be compared, and of no other', () => {
  const packed = packVector(one, 'similarity@1a2b3c4')
  expect(encoderOf(packed)).toBe(encoderMark('similarity@1a2b3c4'))
  expect(encoderMark('similarity@1a2b3c4')).toBe('12ff265d99765c')
  for (const none of [undefined, packed.subarray(1), new Uint8Array(392), packed.slice().fill(0, 8)])
    expect(encoderOf(none)).toBeUndefined()
  expect(encoderOf(packed.slice().fill(2, 0, 1))).toBeUndefined()
})
