import { DIMENSIONS } from './vector.ts'

/*
 * How vectors lie in the memory that scan.ts runs over:
 *
 *   0              512                    2560
 *   | the query    | what was found:      | chunk 0 | chunk 1 | …
 *     384 int8       256 times a row in
 *                    its chunk and a dot
 *                    product, int32
 *
 * A chunk holds 256 vectors, part by part, because most of them are only read as far as the first part or the second:
 *
 *   256 x 64 int8 | 256 x 64 | 256 x 64 | 256 x 192 | lengths 256 float32 | lengths from each cut on, 3 times 256 float32
 */

/**
 * Where a vector is cut. Unrelated questions differ enough in 64 numbers where these come first in a model that sorts
 * them by how much they tell; else in 128 (a cosine of 0.8) or 192 (0.7).
 */
export const CUTS = [0, 64, 128, 192, DIMENSIONS] as const

export const CHUNK_ROWS = 256
/** Rows that are looked at together. */
export const TILE = 4
export const NUMBER_BYTES = 4

export const QUERY_AT = 0
export const HITS_AT = 512
const CHUNKS_AT = HITS_AT + CHUNK_ROWS * 2 * NUMBER_BYTES

/** `at`: bytes from the start of the chunk. `from`: which number of the vector is its first. */
export const PARTS = CUTS.slice(1).map((end, nth) => {
  const from = CUTS[nth]!
  return { from, length: end - from, at: CHUNK_ROWS * from }
})

/** The whole length, and those from each cut on. */
export const LENGTHS = PARTS.length
export const FLOATS_AT = PARTS.map((_, nth) => CHUNK_ROWS * (DIMENSIONS + nth * NUMBER_BYTES))
const CHUNK_BYTES = CHUNK_ROWS * (DIMENSIONS + LENGTHS * NUMBER_BYTES)

/** Bytes from the start of memory. */
export const chunkAt = (chunk: number): number => CHUNKS_AT + chunk * CHUNK_BYTES
