import { scanOf } from './scan.ts'
import { DIMENSIONS, type QuestionVector } from './vector.ts'
import {
  CHUNK_ROWS,
  chunkAt,
  FLOATS_AT,
  HITS_AT,
  NUMBER_BYTES,
  PARTS,
  QUERY_AT,
  TILE,
} from './vector-layout.ts'

/** The rows of vectors that a scan runs over: numbered from 0 without a gap, in a memory of their own that grows. */
export type VectorMemory = {
  /** Gives its length, as `ask` does. */
  write(row: number, vector: QuestionVector): number
  read(row: number): QuestionVector
  /** From now on this is what rows are compared with. */
  ask(query: QuestionVector): number
  /**
   * Of the 256 rows of a chunk, `count` at the most: those with a cosine of `cosine` or more, and perhaps some with a
   * hundred-thousandth less, as pairs of row and dot product. The pairs are gone at the next call.
   */
  scan(chunk: number, count: number, cosine: number): Int32Array
}

const PAGE_BYTES = 65_536
/**
 * A scan reckons in float32, which rounds by 1 in 2^24 a step: it is asked for a little less than is wanted, and whoever
 * asks looks at what it finds in float64.
 */
const ROUNDING = 1e-5

export const vectorMemory = (): VectorMemory => {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(chunkAt(1) / PAGE_BYTES) })
  const scan = scanOf(memory)
  let bytes = new Int8Array(memory.buffer)
  let floats = new Float32Array(memory.buffer)
  let asked: { length: number; rests: number[] } = { length: 0, rests: [] }

  const makeRoomFor = (row: number) => {
    const missing = chunkAt(Math.floor(row / CHUNK_ROWS) + 1) - bytes.length
    if (missing <= 0) return
    memory.grow(Math.ceil(missing / PAGE_BYTES))
    bytes = new Int8Array(memory.buffer)
    floats = new Float32Array(memory.buffer)
  }
  return {
    write: (row, vector) => {
      makeRoomFor(row)
      const [chunk, inChunk] = placeOf(row)
      for (const { from, length, at } of PARTS)
        bytes.set(vector.subarray(from, from + length), chunk + at + inChunk * length)
      const lengths = lengthsFromCuts(vector)
      for (const [nth, at] of FLOATS_AT.entries())
        floats[(chunk + at) / NUMBER_BYTES + inChunk] = lengths[nth]!
      return lengths[0]!
    },
    read: row => {
      const [chunk, inChunk] = placeOf(row)
      const vector = new Int8Array(DIMENSIONS)
      for (const { from, length, at } of PARTS) {
        const start = chunk + at + inChunk * length
        vector.set(bytes.subarray(start, start + length), from)
      }
      return vector
    },
    ask: query => {
      bytes.set(query, QUERY_AT)
      const [length, ...rests] = lengthsFromCuts(query) as [number, ...number[]]
      asked = { length, rests }
      return length
    },
    scan: (chunk, count, cosine) => {
      const need = (cosine - ROUNDING) * asked.length
      const end = scan(chunkAt(chunk), Math.ceil(count / TILE), need, ...asked.rests)
      return new Int32Array(memory.buffer, HITS_AT, (end - HITS_AT) / NUMBER_BYTES)
    },
  }
}

const placeOf = (row: number): [chunk: number, inChunk: number] => [
  chunkAt(Math.floor(row / CHUNK_ROWS)),
  row % CHUNK_ROWS,
]

/** The whole length first. The squares are added up from the end. */
const lengthsFromCuts = (vector: QuestionVector): number[] => {
  const lengths: number[] = []
  let squares = 0
  for (let part = PARTS.length - 1; part >= 0; part--) {
    const { from, length } = PARTS[part]!
    for (let at = from; at < from + length; at++) squares += vector[at]! * vector[at]!
    lengths[part] = Math.sqrt(squares)
  }
  return lengths
}
