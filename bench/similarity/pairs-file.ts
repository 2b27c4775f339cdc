import { readFileSync } from 'node:fs'
import { drawing } from '../texts.ts'

/** Two texts, by their numbers, and whether people say that they ask the same. */
export type Pair = { a: number; b: number; same: boolean }
/** Each text once. */
export type Labelled = { texts: string[]; pairs: Pair[] }

const COLUMNS = ['label', 'question1', 'question2'] as const

/** A TSV with these columns, label 1: the same. Texts come in the order of their first appearance. */
export const readPairs = (file: string): Labelled => {
  const [head, ...rows] = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => line.replace(/\r$/, '').split('\t'))
  const [label, first, second] = COLUMNS.map(name => columnOf(file, head!, name)) as [number, number, number]
  const numberOf = new Map<string, number>()
  const number = (row: readonly string[], column: number, line: number) => {
    const text = row[column]
    if (text === undefined)
      throw new Error(`${file}, line ${line}: it has ${row.length} columns, not ${head!.length}: mend it`)
    if (!numberOf.has(text)) numberOf.set(text, numberOf.size)
    return numberOf.get(text)!
  }
  const pairs = rows.map((row, at) => ({
    a: number(row, first, at + 2),
    b: number(row, second, at + 2),
    same: row[label] === '1',
  }))
  const same = pairs.filter(pair => pair.same).length
  if (same === 0 || same === pairs.length)
    throw new Error(
      `${file}: ${same} of ${pairs.length} pairs have the label 1, so nothing is to be told apart: give both kinds`,
    )
  return { texts: [...numberOf.keys()], pairs }
}

const columnOf = (file: string, head: readonly string[], name: string): number => {
  const column = head.indexOf(name)
  if (column >= 0) return column
  throw new Error(`${file} has no column "${name}" in its first line: give a TSV with ${COLUMNS.join(', ')}`)
}

/** Texts come in an order drawn by lot, because people do. Gives the number in `texts` of each. */
export const drawnOrder = (count: number): number[] => {
  const draw = drawing(2026)
  return Array.from({ length: count }, (_, at) => ({ at, by: draw() }))
    .sort((a, b) => a.by - b.by)
    .map(({ at }) => at)
}

/** The same pairs of texts that stand in that order. */
export const inOrder = ({ texts, pairs }: Labelled, order: readonly number[]): Labelled => {
  const placeOf: number[] = []
  for (const [place, at] of order.entries()) placeOf[at] = place
  return {
    texts: order.map(at => texts[at]!),
    pairs: pairs.map(({ a, b, same }) => ({ a: placeOf[a]!, b: placeOf[b]!, same })),
  }
}

/** The first half chooses, the second judges. */
export const halves = (pairs: readonly Pair[]): [development: Pair[], test: Pair[]] => [
  pairs.slice(0, pairs.length / 2),
  pairs.slice(pairs.length / 2),
]
