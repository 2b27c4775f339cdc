import { hash } from 'node:crypto'

/** Numbers of a vector, as MiniLM and its kin give them. */
export const DIMENSIONS = 384

/**
 * What a question means: 384 int8, not all of them 0. Only its direction counts. How long it is, and so the scale that
 * made whole numbers of it, cancels out in a cosine: no scale is stored.
 */
export type QuestionVector = Int8Array

/** Why a question has no vector that can be compared. It stands alone, and is looked at anew when it is relabelled. */
export type Unusable = 'absent' | 'wrong-length' | 'other-format' | 'other-model' | 'zeros' | 'not-finite'

export type VectorRead = { is: 'vector'; vector: QuestionVector } | { is: 'unusable'; why: Unusable }

const unusable = (why: Unusable): VectorRead => ({ is: 'unusable', why })

const LARGEST = 127

/**
 * To whole numbers, so that the largest is 127 or -127. (384 numbers: 0.5, -0.25, 0 …) -> 127, -64, 0 … The same rule as
 * in training/similarity/quantise.py, to the number: it reckons in float32, as networks answer.
 */
export const quantise = (numbers: ArrayLike<number>): VectorRead => {
  if (numbers.length !== DIMENSIONS) return unusable('wrong-length')
  const floats = Float32Array.from(numbers)
  const largest = floats.reduce((most, number) => Math.max(most, Math.abs(number)), 0)
  if (!Number.isFinite(Math.fround(LARGEST * largest))) return unusable('not-finite')
  if (largest === 0) return unusable('zeros')
  return { is: 'vector', vector: Int8Array.from(floats, number => wholeOf(number, largest)) }
}

/** Half-way numbers go away from zero: -63.5 -> -64, of which Math.round would make -63. */
const wholeOf = (number: number, largest: number): number => {
  const scaled = Math.fround(Math.fround(LARGEST * number) / largest)
  return Math.sign(scaled) * Math.floor(Math.fround(Math.abs(scaled) + 0.5))
}

/*
 * As it is stored, in 392 bytes of a message's item:
 *
 *   0      1                       8                                   392
 *   | 01   | start of the SHA-256  | 384 int8, two's complement        |
 *   format   of the model's name
 */
const FORMAT = 1
const VECTOR_AT = 8
export const PACKED_BYTES = VECTOR_AT + DIMENSIONS

/** A model's name may be of any length; seven bytes tell it from the few others that ever made vectors of a room. */
const markOf = (model: string): Buffer => hash('sha256', model, 'buffer').subarray(0, VECTOR_AT - 1)

/** 'similarity@1a2b3c4' -> '12ff265d99765c', as `encoderOf` gives it for each vector of that model. */
export const encoderMark = (model: string): string => markOf(model).toString('hex')

/** Whose vector it is, as `encoderMark` names a model; undefined: there is none, or nothing in it can be compared. */
export const encoderOf = (bytes: Uint8Array | undefined): string | undefined => {
  if (bytes?.length !== PACKED_BYTES || bytes[0] !== FORMAT) return undefined
  const isZeros = bytes.subarray(VECTOR_AT).every(byte => byte === 0)
  return isZeros ? undefined : Buffer.from(bytes.subarray(1, VECTOR_AT)).toString('hex')
}

/** (vector, "similarity@1a2b3c4") -> 01 and 391 bytes more */
export const packVector = (vector: QuestionVector, model: string): Uint8Array => {
  const bytes = new Uint8Array(PACKED_BYTES)
  bytes[0] = FORMAT
  bytes.set(markOf(model), 1)
  bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, DIMENSIONS), VECTOR_AT)
  return bytes
}

/** How vectors of `model` are read. Those of another model cannot be compared with them. */
export const vectorReader = (model: string) => {
  const mark = markOf(model)
  return (bytes: Uint8Array | undefined): VectorRead => {
    if (bytes === undefined) return unusable('absent')
    if (bytes.length !== PACKED_BYTES) return unusable('wrong-length')
    if (bytes[0] !== FORMAT) return unusable('other-format')
    if (!mark.equals(bytes.subarray(1, VECTOR_AT))) return unusable('other-model')
    const vector = new Int8Array(bytes.buffer, bytes.byteOffset + VECTOR_AT, DIMENSIONS)
    return vector.some(number => number !== 0) ? { is: 'vector', vector } : unusable('zeros')
  }
}
