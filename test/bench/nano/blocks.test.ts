import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Block, blocks } from '../../../bench/nano/blocks.ts'

/** The rows of a block again, without their padding. */
const rowsOf = ({ ids, mask, rows, width }: Block): number[][] =>
  Array.from({ length: rows }, (_, row) => {
    const real = mask.subarray(row * width, (row + 1) * width).lastIndexOf(1n) + 1
    return [...ids.subarray(row * width, row * width + real)].map(Number)
  })

const texts = fc.array(fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 2, maxLength: 20 }), {
  minLength: 1,
  maxLength: 60,
})

test('the worked example holds', () => {
  const made = blocks(
    [
      [2, 7, 9, 3],
      [2, 3],
      [2, 8, 3],
    ],
    2,
  )
  expect(made.map(({ ids, tokens }) => [[...ids].map(Number), tokens])).toEqual([
    [[2, 3, 0, 2, 8, 3], 5],
    [[2, 7, 9, 3], 4],
  ])
})

test('every text is in one call, whole, and padding is counted in none', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 70 }), (given, size) => {
      const made = blocks(given, size)
      const sorted = (rows: number[][]) => rows.map(String).sort()
      expect(sorted(made.flatMap(rowsOf))).toEqual(sorted(given))
      expect(made.reduce((sum, block) => sum + block.tokens, 0)).toBe(given.flat().length)
      expect(made.every(({ rows }) => rows <= size)).toBe(true)
      expect(made.filter(({ rows }) => rows < size).length).toBeLessThanOrEqual(1)
    }),
  )
})

test('texts of like length go together, and the first calls are not the shortest', () => {
  const given = Array.from({ length: 100 }, (_, at) => new Array<number>(2 + ((at * 37) % 50)).fill(7))
  const widths = blocks(given, 10).map(({ width }) => width)
  const padding = blocks(given, 10).map(({ rows, width, tokens }) => rows * width - tokens)
  expect(Math.max(...padding)).toBeLessThan(10 * 5)
  expect(Math.max(...widths.slice(0, 3)) - Math.min(...widths.slice(0, 3))).toBeGreaterThan(15)
})
