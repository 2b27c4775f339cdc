/*
 * Which of many vectors are near one: the inner loop of everything here, in WebAssembly with SIMD.
 *
 * Exact, and yet most of the work is left out. A vector is cut into a head (128 numbers) and a tail (256). By Cauchy and
 * Schwarz the tails of two vectors cannot bring more than the product of their lengths, so
 *   dot(a, b) <= dot(head a, head b) + |tail a| |tail b|
 * and where that is too little the tails are not even read. Four rows at a time, eight numbers each.
 *
 * A chunk of 256 rows, as it lies in memory:
 *   heads  256 x 128 int8 | tails 256 x 256 int8 | lengths 256 float32 | lengths of the tails 256 float32
 */
import { DIMENSIONS } from './vector.ts'
import {
  add,
  and,
  type Code,
  f32x4,
  i16x8,
  i32x4,
  int,
  isZero,
  local,
  moduleOf,
  repeat,
  set,
  store,
  subtract,
  types,
  unless,
  v128,
} from './wasm.ts'

export const HEAD = 128
const TAIL = DIMENSIONS - HEAD
export const CHUNK_ROWS = 256
export const TILE = 4

/** Byte offsets from the start of a chunk. */
const HEADS_AT = 0
const TAILS_AT = HEADS_AT + CHUNK_ROWS * HEAD
const LENGTHS_AT = TAILS_AT + CHUNK_ROWS * TAIL
const TAIL_LENGTHS_AT = LENGTHS_AT + CHUNK_ROWS * 4
const CHUNK_BYTES = TAIL_LENGTHS_AT + CHUNK_ROWS * 4

/** Before the chunks: the vector that is looked for, and what is found: pairs of int32, row in its chunk and dot product. */
export const QUERY_AT = 0
export const HITS_AT = 512
const CHUNKS_AT = HITS_AT + CHUNK_ROWS * 8

export const chunkAt = (chunk: number): number => CHUNKS_AT + chunk * CHUNK_BYTES

/** Where the parts of a row lie, in bytes. */
export const placeOf = (row: number) => {
  const chunk = chunkAt(Math.floor(row / CHUNK_ROWS))
  const inChunk = row % CHUNK_ROWS
  return {
    head: chunk + HEADS_AT + inChunk * HEAD,
    tail: chunk + TAILS_AT + inChunk * TAIL,
    length: chunk + LENGTHS_AT + inChunk * 4,
    tailLength: chunk + TAIL_LENGTHS_AT + inChunk * 4,
  }
}

/** Parameters, then locals. `need`: the cosine that is asked for, times the norm of the query. */
const [chunk, tiles, queryTail, need] = [0, 1, 2, 3] as const
const [heads, tails, sides, hit, row, mask] = [4, 5, 6, 7, 8, 9] as const
const [query, dots] = [10, 11] as const
const sums = [12, 13, 14, 15] as const

const steps = (length: number) => Array.from({ length: length / 8 }, (_, step) => 8 * step)

/** Multiply `length` numbers of the query, from `queryAt` on, with those of four rows; the products add up in `sums`. */
const multiply = (rows: number, queryAt: number, length: number): Code => [
  ...sums.flatMap(sum => set(sum, v128.zero)),
  ...steps(length).flatMap(at => [
    ...set(query, i16x8.load8x8(int(QUERY_AT), queryAt + at)),
    ...sums.flatMap((sum, nth) =>
      set(sum, i32x4.add(local(sum), i32x4.dot(local(query), i16x8.load8x8(local(rows), nth * length + at)))),
    ),
  ]),
]

/** Four sums lie in four parts each: a0 a1 a2 a3, b0 b1 … d3 -> a b c d. */
const [sumA, sumB, sumC, sumD] = sums.map(sum => local(sum)) as [Code, Code, Code, Code]
const halves = (a: Code, b: Code) => i32x4.add(v128.pick(a, b, [0, 4, 1, 5]), v128.pick(a, b, [2, 6, 3, 7]))
const whole: Code = [
  ...set(sums[0], halves(sumA, sumB)),
  ...set(sums[1], halves(sumC, sumD)),
  ...i32x4.add(v128.pick(sumA, sumB, [0, 1, 4, 5]), v128.pick(sumA, sumB, [2, 3, 6, 7])),
]

/** A bit for each of the four rows whose dot product is enough with `more` of what has not been multiplied. */
const enough = (more: Code): Code =>
  i32x4.bitmask(
    f32x4.atLeast(
      f32x4.add(f32x4.ofI32x4(local(dots)), more),
      f32x4.multiply(v128.load(local(sides), 0), f32x4.splat(local(need))),
    ),
  )
const mostOfTails = f32x4.multiply(
  v128.load(local(sides), TAIL_LENGTHS_AT - LENGTHS_AT),
  f32x4.splat(local(queryTail)),
)

/** If the bit of the row is set: write down its number and its dot product. */
const tell = (nth: number): Code =>
  unless(isZero(and(local(mask), int(1 << nth))), [
    ...store(local(hit), 0, add(local(row), int(nth))),
    ...store(local(hit), 4, i32x4.lane(local(dots), nth)),
    ...set(hit, add(local(hit), int(8))),
  ])

const tile: Code = [
  ...multiply(heads, 0, HEAD),
  ...set(dots, whole),
  ...unless(isZero(enough(mostOfTails)), [
    ...multiply(tails, HEAD, TAIL),
    ...set(dots, i32x4.add(local(dots), whole)),
    ...set(mask, enough(v128.zero)),
    ...[0, 1, 2, 3].flatMap(tell),
  ]),
]

const advance: readonly [number, number][] = [
  [heads, TILE * HEAD],
  [tails, TILE * TAIL],
  [sides, TILE * 4],
  [row, TILE],
]

const body: Code = [
  ...set(heads, add(local(chunk), int(HEADS_AT))),
  ...set(tails, add(local(chunk), int(TAILS_AT))),
  ...set(sides, add(local(chunk), int(LENGTHS_AT))),
  ...set(hit, int(HITS_AT)),
  ...repeat(
    [
      ...tile,
      ...advance.flatMap(([index, by]) => set(index, add(local(index), int(by)))),
      ...set(tiles, subtract(local(tiles), int(1))),
    ],
    local(tiles),
  ),
  ...local(hit),
]

const { i32, f32, v128: four } = types
const module = new WebAssembly.Module(
  moduleOf('scan', [i32, i32, f32, f32], [...Array(6).fill(i32), ...Array(6).fill(four)], body),
)

/**
 * Looks through `tiles` (from 1 up) times four rows of the chunk at the address `chunk` for those whose cosine with the
 * query at QUERY_AT is at least need / |query|. `queryTail`: the length of the query's tail. Gives the address after
 * the last of what was found, from HITS_AT on.
 */
export type Scan = (chunk: number, tiles: number, queryTail: number, need: number) => number

export const scanOf = (memory: WebAssembly.Memory): Scan =>
  new WebAssembly.Instance(module, { env: { memory } }).exports.scan as Scan
