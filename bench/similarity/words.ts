import type { Labelled, Pair } from './pairs-file.ts'
import type { Graph } from './rivals.ts'

/** How alike texts are by the words that they have in common: from 0, none, to 1, all of them. */
export type Words = { alike(pair: Pick<Pair, 'a' | 'b'>): number; graph(least: number): Graph }

type Found = { id: number; score: number }
type Index = {
  addAll(documents: readonly { id: number; text: string }[]): void
  search(text: string, options: { processTerm(term: string): string | null }): Found[]
}

/** Words in more texts than this share are left out, as is usual: BM25 gives them next to nothing, and they take most of the time. */
const COMMON = 0.1
/** Of pairs that are not judged, where less is in common nothing is kept: no grouping asks for less. */
const LEAST = 0.05

/**
 * BM25 as MiniSearch scores it. How alike two texts are: what each finds in the other, to what it finds in itself, in
 * the mean.
 */
export const wordsOf = async ({ texts, pairs }: Labelled): Promise<Words> => {
  const search = await searchOf(texts)
  const judged = texts.map(() => new Set<number>())
  for (const { a, b } of pairs) {
    judged[a]!.add(b)
    judged[b]!.add(a)
  }
  const shares = texts.map((text, at) => {
    const found = search(text)
    const own = found.find(({ id }) => id === at)?.score ?? Number.POSITIVE_INFINITY
    const kept = found.filter(({ id, score }) => score / own >= LEAST || judged[at]!.has(id))
    return new Map(kept.map(({ id, score }) => [id, Math.min(1, score / own)]))
  })
  const alike = ({ a, b }: Pick<Pair, 'a' | 'b'>) => ((shares[a]!.get(b) ?? 0) + (shares[b]!.get(a) ?? 0)) / 2
  const nearOf = (near: ReadonlyMap<number, number>, a: number) =>
    [...near.keys()].filter(b => b !== a).map(to => ({ to, cosine: alike({ a, b: to }) }))
  return {
    alike,
    graph: least => shares.map((near, a) => nearOf(near, a).filter(({ cosine }) => cosine >= least)),
  }
}

const searchOf = async (texts: readonly string[]): Promise<(text: string) => Found[]> => {
  const { default: MiniSearch } = await import(
    new URL('../peers/node_modules/minisearch/dist/es/index.js', import.meta.url).href
  )
  const index: Index = new MiniSearch({ fields: ['text'] })
  index.addAll(texts.map((text, id) => ({ id, text })))
  const common = commonWords(texts)
  const processTerm = (term: string) => (common.has(term.toLowerCase()) ? null : term.toLowerCase())
  return text => index.search(text, { processTerm })
}

/** As MiniSearch splits: at spaces and punctuation. */
const BETWEEN_WORDS = /[\n\r\p{Z}\p{P}]+/u

const commonWords = (texts: readonly string[]): Set<string> => {
  const counts = new Map<string, number>()
  for (const text of texts)
    for (const word of new Set(text.toLowerCase().split(BETWEEN_WORDS)))
      counts.set(word, (counts.get(word) ?? 0) + 1)
  return new Set([...counts].filter(([, count]) => count > COMMON * texts.length).map(([word]) => word))
}
