import { CHUNK_ROWS, chunkAt, HEAD, HITS_AT, placeOf, QUERY_AT, scanOf, TILE } from './scan.ts'
import { DIMENSIONS, lengthOf, type QuestionVector } from './vector.ts'

/**
 * The rows of vectors that a scan runs over: numbered from 0 without a gap, in a memory of their own that grows by 100 KB
 * for 256 of them.
 */
export type VectorMemory = {
  write(row: number, vector: QuestionVector): void
  read(row: number): QuestionVector
  /** From now on this is what rows are compared with. */
  ask(query: QuestionVector): void
  /**
   * Of the 256 rows of a chunk, `count` at the most: those with a cosine of about `cosine` or more (a hundred thousandth less may
   * be among them), as pairs of row and dot product. The pairs are gone at the next call.
   */
  scan(chunk: number, count: number, cosine: number): Int32Array
}

const PAGE_BYTES = 65_536
const INT32_BYTES = 4
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
  let asked = { length: 0, tail: 0 }

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
      const place = placeOf(row)
      bytes.set(vector.subarray(0, HEAD), place.head)
      bytes.set(vector.subarray(HEAD), place.tail)
      floats[place.length / INT32_BYTES] = lengthOf(vector)
      floats[place.tailLength / INT32_BYTES] = lengthOf(vector.subarray(HEAD))
    },
    read: row => {
      const { head, tail } = placeOf(row)
      const vector = new Int8Array(DIMENSIONS)
      vector.set(bytes.subarray(head, head + HEAD))
      vector.set(bytes.subarray(tail, tail + DIMENSIONS - HEAD), HEAD)
      return vector
    },
    ask: query => {
      bytes.set(query, QUERY_AT)
      asked = { length: lengthOf(query), tail: lengthOf(query.subarray(HEAD)) }
    },
    scan: (chunk, count, cosine) => {
      const end = scan(
        chunkAt(chunk),
        Math.ceil(count / TILE),
        asked.tail,
        (cosine - ROUNDING) * asked.length,
      )
      return new Int32Array(memory.buffer, HITS_AT, (end - HITS_AT) / INT32_BYTES)
    },
  }
}
