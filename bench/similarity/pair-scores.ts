import type { Pair } from './pairs-file.ts'

/** How alike two texts are: the more, the likelier they ask the same. */
export type Alike = (pair: Pair) => number

/** In percent. */
export type Found = { f1: number; precision: number; recall: number }
/** `threshold`: from which score on two texts are said to be one. `development`: F1 on the half that chose it. */
export type PairRow = { name: string; threshold: number; development?: number; test: Found }

/** Of what was said to be the same: `hits` are. 3 of 4, where 6 are in all -> precision 75, recall 50, F1 60 */
export const foundOf = (hits: number, said: number, same: number): Found => ({
  f1: (200 * hits) / Math.max(1, said + same),
  precision: (100 * hits) / Math.max(1, said),
  recall: (100 * hits) / Math.max(1, same),
})

const count = (pairs: readonly Pair[]) => pairs.filter(({ same }) => same).length

export const judge = (alike: Alike, pairs: readonly Pair[], threshold: number): Found => {
  const said = pairs.filter(pair => alike(pair) >= threshold)
  return foundOf(count(said), said.length, count(pairs))
}

/** The threshold with the best F1: a score that occurs, because only there something changes. */
export const bestThreshold = (alike: Alike, pairs: readonly Pair[]): number => {
  const scored = pairs
    .map(pair => ({ score: alike(pair), same: pair.same }))
    .sort((a, b) => b.score - a.score)
  const same = count(pairs)
  let [best, hits] = [{ f1: -1, threshold: 1 }, 0]
  for (const [at, one] of scored.entries()) {
    if (one.same) hits++
    // Equal scores are said together.
    if (one.score === scored[at + 1]?.score) continue
    const { f1 } = foundOf(hits, at + 1, same)
    if (f1 > best.f1) best = { f1, threshold: one.score }
  }
  return best.threshold
}

/** At the threshold that is best on one half, judged on the other. */
export const chosen = (
  name: string,
  alike: Alike,
  [development, test]: readonly [Pair[], Pair[]],
): PairRow => {
  const threshold = bestThreshold(alike, development)
  return {
    name,
    threshold,
    development: judge(alike, development, threshold).f1,
    test: judge(alike, test, threshold),
  }
}
