import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawnOrder, halves, inOrder, readPairs } from '../../../bench/similarity/pairs-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'roomtone-pairs-'))
const file = (...lines: string[]): string => {
  const path = join(folder, 'pairs.tsv')
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

test('each text is there once, and columns are found by their names', () => {
  const path = file('question2\tlabel\tquestion1', 'B?\t1\tA?', 'C?\t0\tA?\r')
  expect(readPairs(path)).toEqual({
    texts: ['A?', 'B?', 'C?'],
    pairs: [
      { a: 0, b: 1, same: true },
      { a: 0, b: 2, same: false },
    ],
  })
})

test.each([
  ['has no column "question2"', ['label\tquestion1\tother', '1\tA?\tB?']],
  ['line 3: it has 2 columns, not 3', ['label\tquestion1\tquestion2', '1\tA?\tB?', '0\tA?']],
  ['0 of 1 pairs have the label 1', ['label\tquestion1\tquestion2', '0\tA?\tB?']],
])('a file that cannot be judged by is refused: it %s', (why, lines) => {
  expect(() => readPairs(file(...lines))).toThrow(why)
})

test('another order changes no pair of texts', () => {
  const pair = fc.record({ a: fc.nat(19), b: fc.nat(19), same: fc.boolean() })
  fc.assert(
    fc.property(fc.array(pair), pairs => {
      const texts = Array.from({ length: 20 }, (_, at) => `text ${at}`)
      const order = drawnOrder(texts.length)
      const drawn = inOrder({ texts, pairs }, order)
      expect(drawn.texts.toSorted()).toEqual(texts.toSorted())
      expect(drawn.pairs.map(({ a, b }) => [drawn.texts[a], drawn.texts[b]])).toEqual(
        pairs.map(({ a, b }) => [texts[a], texts[b]]),
      )
    }),
  )
})

test('each pair chooses or judges, none does both', () => {
  const pairs = [0, 1, 2, 3, 4].map(at => ({ a: at, b: at, same: true }))
  expect(halves(pairs).flat()).toEqual(pairs)
})
