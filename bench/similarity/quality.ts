import { readFileSync } from 'node:fs'
import { sameText } from '../../functions/questions/same-text.ts'
import { DIMENSIONS } from '../../functions/questions/vector.ts'
import { drawing } from '../texts.ts'
import { graphOf, pruneTo, rivals } from './rivals.ts'

/** Two texts, by their numbers, and whether people say that they ask the same. */
type Pair = { a: number; b: number; same: boolean }
/** In percent. `purity`: of the labelled pairs within groups of three and more, how many ask the same. */
type Score = { f1: number; precision: number; recall: number; purity: number; largest: number }
/** `tried`: what it comes to at every cosine, on the second half. */
export type Quality = { name: string; cosine: number; development: number; test: Score; tried: Tried[] }
type Tried = { cosine: number; test: Score }

const COSINES = Array.from({ length: 14 }, (_, nth) => (66 + 2 * nth) / 100)

/**
 * Groups by each rival, at the cosine that is best on the first half of the pairs, judged on the second. Pairs are a
 * TSV with the columns label, question1 and question2; vectors are 384 int8 for each text, in the order of their
 * first appearance. Texts come in an order drawn by lot, because people do.
 */
export const qualityOf = (pairsFile: string, vectorsFile: string): Quality[] => {
  const { texts, pairs } = readPairs(pairsFile)
  const bytes = new Int8Array(readFileSync(vectorsFile).buffer.slice(0))
  if (bytes.length !== texts.length * DIMENSIONS)
    throw new Error(
      `${vectorsFile} holds ${bytes.length} bytes, not ${DIMENSIONS} for each of the ${texts.length} texts of ${pairsFile}: make it anew`,
    )
  const order = shuffled(texts.length)
  const placeOf = order.toSorted((a, b) => a - b)
  for (const [place, at] of order.entries()) placeOf[at] = place
  const vectors = order.map(at => bytes.subarray(at * DIMENSIONS, (at + 1) * DIMENSIONS))
  const placed = pairs.map(({ a, b, same }) => ({ a: placeOf[a]!, b: placeOf[b]!, same }))
  return compare(
    vectors,
    placed,
    order.map(at => sameText(texts[at]!)),
  )
}

const compare = (
  vectors: readonly Int8Array[],
  pairs: readonly Pair[],
  texts: readonly string[],
): Quality[] => {
  const [development, test] = [pairs.slice(0, pairs.length / 2), pairs.slice(pairs.length / 2)]
  const all = graphOf(vectors, COSINES[0]!)
  return Object.entries(rivals).map(([name, rival]) => {
    const tried = COSINES.map(cosine => {
      const groupOf = joinEqual(rival(pruneTo(all, cosine), vectors, cosine), texts)
      return { cosine, development: scoreOf(groupOf, development).f1, test: scoreOf(groupOf, test) }
    })
    const best = tried.reduce((best, one) => (one.development > best.development ? one : best))
    return { name, ...best, tried: tried.map(({ cosine, test }) => ({ cosine, test })) }
  })
}

/** Equal texts go where the first of them is. */
const joinEqual = (groupOf: readonly number[], texts: readonly string[]): number[] => {
  const firstOf = new Map<string, number>()
  for (const [at, text] of texts.entries()) if (!firstOf.has(text)) firstOf.set(text, at)
  return texts.map(text => groupOf[firstOf.get(text)!]!)
}

const scoreOf = (groupOf: readonly number[], pairs: readonly Pair[]): Score => {
  const sizes = new Map<number, number>()
  for (const group of groupOf) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  const together = pairs.filter(({ a, b }) => groupOf[a] === groupOf[b])
  const large = together.filter(({ a }) => sizes.get(groupOf[a]!)! > 2)
  const share = (some: readonly Pair[]) =>
    (100 * some.filter(({ same }) => same).length) / Math.max(1, some.length)
  const precision = share(together)
  const hits = together.filter(({ same }) => same).length
  const recall = (100 * hits) / pairs.filter(({ same }) => same).length
  const f1 = (2 * precision * recall) / Math.max(1e-9, precision + recall)
  return { f1, precision, recall, purity: share(large), largest: Math.max(...sizes.values()) }
}

const readPairs = (file: string): { texts: string[]; pairs: Pair[] } => {
  const [head, ...rows] = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => line.split('\t'))
  const [label, first, second] = ['label', 'question1', 'question2'].map(name => head!.indexOf(name))
  const numberOf = new Map<string, number>()
  const number = (text: string) => {
    if (!numberOf.has(text)) numberOf.set(text, numberOf.size)
    return numberOf.get(text)!
  }
  const pairs = rows.map(row => ({
    a: number(row[first!]!),
    b: number(row[second!]!),
    same: row[label!] === '1',
  }))
  return { texts: [...numberOf.keys()], pairs }
}

const shuffled = (count: number): number[] => {
  const draw = drawing(2026)
  return Array.from({ length: count }, (_, at) => ({ at, by: draw() }))
    .sort((a, b) => a.by - b.by)
    .map(({ at }) => at)
}

/** Each at its best; then the first of them, which is ours, at every cosine. */
export const describeQuality = (rows: readonly Quality[]): string =>
  [
    'cosine  F1 test  precision  recall  purity  largest  (F1 on the half that chose)',
    ...rows.map(({ name, development, ...at }) => `${line(at)}  ${name} (${development.toFixed(1)})`),
    '',
    ...rows.slice(0, 1).flatMap(({ name, tried }) => tried.map(at => `${line(at)}  ${name}`)),
  ].join('\n')

const line = ({ cosine, test: { f1, precision, recall, purity, largest } }: Tried): string =>
  [
    cosine.toFixed(2).padStart(6),
    f1.toFixed(1).padStart(7),
    precision.toFixed(1).padStart(9),
    recall.toFixed(1).padStart(6),
    purity.toFixed(1).padStart(6),
    String(largest).padStart(7),
  ].join('  ')
