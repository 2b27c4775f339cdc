import { sameText } from '../../functions/questions/same-text.ts'
import { type Alike, chosen, foundOf, judge, type PairRow } from './pair-scores.ts'
import { halves, type Labelled, type Pair } from './pairs-file.ts'
import { type Graph, graphOf, pruneTo, type Rival, rivals } from './rivals.ts'
import type { Words } from './words.ts'

/** Of texts in the order in which they come; `cosine` and `threshold`: what the model's card says of a room, of a pair. */
export type Encoded = { vectors: readonly Int8Array[]; cosine?: number; threshold?: number }

/** In percent. `purity`: of the labelled pairs within groups of three and more, how many ask the same. */
export type Score = { f1: number; precision: number; recall: number; purity: number; largest: number }
/** `tried`: what it comes to at every cosine, on the second half. */
export type GroupRow = { name: string; cosine: number; development: number; test: Score; tried: Tried[] }
type Tried = { cosine: number; test: Score }

/** `groups`: ours first. `asShipped`: ours at the cosine of the card, which saw none of these pairs. */
export type Quality = { pairs: PairRow[]; groups: GroupRow[]; asShipped?: Tried }

const OURS = 'leader, the nearest (ours)'
const COSINES = Array.from({ length: 22 }, (_, nth) => (50 + 2 * nth) / 100)
const SHARES = Array.from({ length: 20 }, (_, nth) => (10 + 4 * nth) / 100)

/** Each at what is best on the first half of the pairs, judged on the second. */
export const qualityOf = (labelled: Labelled, encoded: Encoded, words: Words): Quality => ({
  pairs: pairRows(labelled, encoded, words),
  ...groupRows(labelled, encoded, words),
})

const pairRows = ({ texts, pairs }: Labelled, { vectors, threshold }: Encoded, words: Words): PairRow[] => {
  const both = halves(pairs)
  const cosine: Alike = ({ a, b }) => cosineOf(vectors[a]!, vectors[b]!)
  const forms = texts.map(sameText)
  const equal: Alike = ({ a, b }) => Number(forms[a] === forms[b])
  return [
    chosen('cosine (ours)', cosine, both),
    ...(threshold === undefined
      ? []
      : [
          {
            name: 'cosine (ours), threshold of its card',
            threshold,
            test: judge(cosine, both[1], threshold),
          },
        ]),
    chosen('words in common (BM25)', words.alike, both),
    { name: 'equal texts', threshold: 1, test: judge(equal, both[1], 1) },
  ]
}

const cosineOf = (a: Int8Array, b: Int8Array): number => {
  let [dot, squaresOfA, squaresOfB] = [0, 0, 0]
  for (let at = 0; at < a.length; at++) {
    dot += a[at]! * b[at]!
    squaresOfA += a[at]! ** 2
    squaresOfB += b[at]! ** 2
  }
  return dot / Math.max(1, Math.sqrt(squaresOfA * squaresOfB))
}

/** Groups from some cosine (or share) on: for each text the number of its group. */
type Way = (from: number) => number[]

const groupRows = (
  { texts, pairs }: Labelled,
  { vectors, cosine }: Encoded,
  words: Words,
): Pick<Quality, 'groups' | 'asShipped'> => {
  const forms = texts.map(sameText)
  const wayOf = (rival: Rival, graph: Graph): Way => {
    return from => joinEqual(rival(pruneTo(graph, from), vectors, from), forms)
  }
  const near = graphOf(vectors, Math.min(cosine ?? 1, COSINES[0]!))
  const ours = wayOf(rivals[OURS]!, near)
  const byWords = wayOf(rivals[OURS]!, words.graph(SHARES[0]!))
  const test = halves(pairs)[1]
  return {
    groups: [
      ...Object.entries(rivals).map(([name, rival]) => tryOut(name, wayOf(rival, near), COSINES, pairs)),
      tryOut('words in common (BM25), as ours', byWords, SHARES, pairs),
    ],
    ...(cosine !== undefined && { asShipped: { cosine, test: scoreOf(ours(cosine), test) } }),
  }
}

const tryOut = (name: string, way: Way, starts: readonly number[], pairs: readonly Pair[]): GroupRow => {
  const [development, test] = halves(pairs)
  const tried = starts.map(cosine => {
    const groupOf = way(cosine)
    return { cosine, development: scoreOf(groupOf, development).f1, test: scoreOf(groupOf, test) }
  })
  const best = tried.reduce((best, one) => (one.development > best.development ? one : best))
  console.error(`${name}: tried`)
  return { name, ...best, tried: tried.map(({ cosine, test }) => ({ cosine, test })) }
}

/** Equal texts go where the first of them is. */
const joinEqual = (groupOf: readonly number[], forms: readonly string[]): number[] => {
  const firstOf = new Map<string, number>()
  for (const [at, form] of forms.entries()) if (!firstOf.has(form)) firstOf.set(form, at)
  return forms.map(form => groupOf[firstOf.get(form)!]!)
}

const scoreOf = (groupOf: readonly number[], pairs: readonly Pair[]): Score => {
  const sizes = new Map<number, number>()
  for (const group of groupOf) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  const together = pairs.filter(({ a, b }) => groupOf[a] === groupOf[b])
  const large = together.filter(({ a }) => sizes.get(groupOf[a]!)! > 2)
  const hits = together.filter(({ same }) => same).length
  const purity = (100 * large.filter(({ same }) => same).length) / Math.max(1, large.length)
  const same = pairs.filter(({ same }) => same).length
  return { ...foundOf(hits, together.length, same), purity, largest: Math.max(...sizes.values()) }
}

const WIDTH = 11
const head = (titles: readonly string[]) =>
  `${'from'.padStart(6)}${titles.map(title => title.padStart(WIDTH)).join('')}`

const line = (threshold: number, figures: readonly (number | undefined)[], name: string): string =>
  [
    threshold.toFixed(2).padStart(6),
    ...figures.map(value => (value === undefined ? '' : value.toFixed(1)).padStart(WIDTH)),
    `  ${name}`,
  ].join('')

/** Points of F1 that ours is to have more than words in common. */
const PROMISED_POINTS = 10

/** 'F1 of pairs 12.1 points over BM25 (promised: 10): held' */
export const verdict = (what: string, ours: number, bm25: number): string =>
  `F1 of ${what} ${(ours - bm25).toFixed(1)} points over BM25 (promised: ${PROMISED_POINTS}): ${ours - bm25 >= PROMISED_POINTS ? 'held' : 'missed'}`

/** Pairs told by their own scores; groups, each way at its best; then ours at every cosine. */
export const describeQuality = ({ pairs, groups, asShipped }: Quality): string => {
  const [ours, bm25] = [groups[0]!, groups.at(-1)!]
  return [
    'pairs: in percent on the second half; dev is F1 on the half that chose the threshold',
    head(['F1', 'precision', 'recall', 'dev']),
    ...pairs.map(({ threshold, test, development, name }) =>
      line(threshold, [test.f1, test.precision, test.recall, development], name),
    ),
    '',
    'all of them in one room, in groups',
    head(['F1', 'precision', 'recall', 'dev', 'purity']),
    ...(asShipped ? [groupLine(asShipped, undefined, 'ours, cosine of its card')] : []),
    ...groups.map(row => groupLine(row, row.development, row.name)),
    '',
    verdict('pairs', pairs[0]!.test.f1, pairs.find(({ name }) => name.includes('BM25'))!.test.f1),
    verdict('groups', ours.test.f1, bm25.test.f1),
    '',
    ...ours.tried.map(tried => groupLine(tried, undefined, ours.name)),
  ].join('\n')
}

const groupLine = ({ cosine, test }: Tried, development: number | undefined, name: string): string =>
  `${line(cosine, [test.f1, test.precision, test.recall, development, test.purity], name)} (the largest: ${test.largest})`
