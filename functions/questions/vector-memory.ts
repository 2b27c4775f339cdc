import { scanOf } from './scan.ts'
import { DIMENSIONS, lengthOf, type QuestionVector } from './vector.ts'
import {
  CHUNK_ROWS,
  CUTS,
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
  write(row: number, vector: QuestionVector): void
  read(row: number): QuestionVector
  /** From now on this is what rows are compared with. */
  ask(query: QuestionVector): void
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
      for (const [nth, length] of lengthsFromCuts(vector).entries())
        floats[(chunk + FLOATS_AT[nth]!) / NUMBER_BYTES + inChunk] = length
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
      const [length, ...rests] = lengthsFromCuts(query)
      asked = { length: length!, rests }
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

/** The whole length first. */
const lengthsFromCuts = (vector: QuestionVector): number[] =>
  CUTS.slice(0, -1).map(cut => lengthOf(vector.subarray(cut)))
