/*
 * Which of many vectors are near one: the inner loop of everything here, in WebAssembly with SIMD.
 *
 * Exact, and yet most of the work is left out. A vector is read in parts; by Cauchy and Schwarz, what has not been read
 * cannot bring more than the product of its lengths in both vectors,
 *   dot(a, b) <= dot(read of a, read of b) + |rest of a| |rest of b|
 * and where that is too little, reading ends. Four rows at a time, eight numbers each.
 */
import { CUTS, FLOATS_AT, HITS_AT, LENGTHS, PARTS, QUERY_AT, TILE } from './vector-layout.ts'
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

/** Parameters: the chunk's address, how many times four rows of it, how much is needed; the query's rests follow. */
const [chunk, tiles, need] = [0, 1, 2] as const
const RESTS = 3
/** Locals. */
const rows = PARTS.map((_, nth) => RESTS + LENGTHS - 1 + nth)
const numbers = rows.at(-1)! + 1
const [floats, hit, row, mask] = [0, 1, 2, 3].map(nth => numbers + nth) as [number, number, number, number]
const vectors = mask + 1
const [query, dots] = [vectors, vectors + 1] as const
const sums = [0, 1, 2, 3].map(nth => vectors + 2 + nth) as [number, number, number, number]

/** The parts of one number add up in four places each: a0 a1 a2 a3, b0 b1 … d3 -> a b c d. */
const [sumA, sumB, sumC, sumD] = sums.map(sum => local(sum)) as [Code, Code, Code, Code]
const halves = (a: Code, b: Code) => i32x4.add(v128.pick(a, b, [0, 4, 1, 5]), v128.pick(a, b, [2, 6, 3, 7]))
const collect: Code = [
  set(sums[0], halves(sumA, sumB)),
  set(sums[1], halves(sumC, sumD)),
  set(dots, i32x4.add(local(dots), v128.pick(sumA, sumB, [0, 1, 4, 5]))),
  set(dots, i32x4.add(local(dots), v128.pick(sumA, sumB, [2, 3, 6, 7]))),
]

/** Adds to `dots` what the part brings in each of the four rows. */
const readPart = ({ from, length }: (typeof PARTS)[number], nth: number): Code => [
  sums.map(sum => set(sum, v128.zero)),
  Array.from({ length: length / 8 }, (_, step) => 8 * step).map(at => [
    set(query, i16x8.load8x8(int(QUERY_AT), from + at)),
    sums.map((sum, tile) => {
      const eight = i16x8.load8x8(local(rows[nth]!), tile * length + at)
      return set(sum, i32x4.add(local(sum), i32x4.dot(local(query), eight)))
    }),
  ]),
  collect,
]

/** One of the numbers of the four rows: its length, or that of what is left from the nth cut on. */
const lengthsFrom = (nth: number): Code => v128.load(local(floats), FLOATS_AT[nth]! - FLOATS_AT[0]!)
const mostOfRest = (nth: number): Code =>
  f32x4.multiply(lengthsFrom(nth), f32x4.splat(local(RESTS + nth - 1)))

/** A bit for each of the four rows whose dot product is enough with `more`. */
const enough = (more: Code): Code =>
  i32x4.bitmask(
    f32x4.atLeast(
      f32x4.add(f32x4.ofI32x4(local(dots)), more),
      f32x4.multiply(lengthsFrom(0), f32x4.splat(local(need))),
    ),
  )

/** If its bit is set: write down the number of the row and its dot product. */
const tell = (tile: number): Code =>
  unless(isZero(and(local(mask), int(1 << tile))), [
    store(local(hit), 0, add(local(row), int(tile))),
    store(local(hit), 4, i32x4.lane(local(dots), tile)),
    set(hit, add(local(hit), int(8))),
  ])
const tellAll: Code = [set(mask, enough(v128.zero)), [0, 1, 2, 3].map(tell)]

const readFrom = (nth: number): Code => [
  readPart(PARTS[nth]!, nth),
  nth === PARTS.length - 1 ? tellAll : unless(isZero(enough(mostOfRest(nth + 1))), readFrom(nth + 1)),
]

const increase = (index: number, by: number): Code => set(index, add(local(index), int(by)))

const body: Code = [
  PARTS.map(({ at }, nth) => set(rows[nth]!, add(local(chunk), int(at)))),
  set(floats, add(local(chunk), int(FLOATS_AT[0]!))),
  set(hit, int(HITS_AT)),
  repeat(
    [
      set(dots, v128.zero),
      readFrom(0),
      PARTS.map(({ length }, nth) => increase(rows[nth]!, TILE * length)),
      increase(floats, TILE * 4),
      increase(row, TILE),
      set(tiles, subtract(local(tiles), int(1))),
    ],
    local(tiles),
  ),
  local(hit),
]

const { i32, f32, v128: four } = types
const kernel = new WebAssembly.Module(
  moduleOf(
    'scan',
    [i32, i32, f32, ...CUTS.slice(1, -1).map(() => f32)],
    [...[...rows, floats, hit, row, mask].map(() => i32), ...[query, dots, ...sums].map(() => four)],
    body,
  ),
)

/**
 * Looks through a chunk for rows whose dot product with the query at QUERY_AT is `need` or more times their length; `tiles`
 * times four rows, from 1 up. `rests`: the lengths of the query from each cut on. Gives the address after what it
 * found, which begins at HITS_AT.
 */
export type Scan = (chunk: number, tiles: number, need: number, ...rests: number[]) => number

export const scanOf = (memory: WebAssembly.Memory): Scan =>
  new WebAssembly.Instance(kernel, { env: { memory } }).exports.scan as Scan
