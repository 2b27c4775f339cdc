import { vectorRows } from '../../functions/questions/vector-rows.ts'
import { merged } from './linkage.ts'

/** For each text in the order in which it was asked: which others are near, and their cosine. */
export type Edge = { to: number; cosine: number }
export type Graph = readonly (readonly Edge[])[]

/** Which texts are in one group: for each the number of its group. */
export type Rival = (graph: Graph, vectors: readonly Int8Array[], cosine: number) => number[]

export const graphOf = (vectors: readonly Int8Array[], cosine: number): Graph => {
  const rows = vectorRows<number>()
  for (const [at, vector] of vectors.entries()) rows.add(at, vector)
  return vectors.map((vector, at) =>
    rows
      .within(vector, cosine)
      .filter(({ owner }) => owner !== at)
      .map(({ owner, cosine }) => ({ to: owner, cosine })),
  )
}

export const pruneTo = (graph: Graph, cosine: number): Graph =>
  graph.map(edges => edges.filter(edge => edge.cosine >= cosine))

/** Each follows the nearest (or the first) of the leaders before it in `order`; whoever has none leads. */
const led = (
  graph: Graph,
  order: readonly number[],
  better: (a: Edge, b: Edge, rank: number[]) => number,
): number[] => {
  const rank = order.toSorted((a, b) => a - b)
  for (const [place, at] of order.entries()) rank[at] = place
  const leaderOf = graph.map(() => -1)
  for (const at of order) {
    const near = graph[at]!.filter(({ to }) => rank[to]! < rank[at]! && leaderOf[to] === to)
    leaderOf[at] = near.toSorted((a, b) => better(a, b, rank))[0]?.to ?? at
  }
  return leaderOf
}
const nearest = (a: Edge, b: Edge, rank: number[]) => b.cosine - a.cosine || rank[a.to]! - rank[b.to]!
const first = (a: Edge, b: Edge, rank: number[]) => rank[a.to]! - rank[b.to]!
const asAsked = (graph: Graph) => [...graph.keys()]
const byDegree = (graph: Graph) => asAsked(graph).sort((a, b) => graph[b]!.length - graph[a]!.length || a - b)

/** Everybody who can be reached is in: single linkage. */
const components = (graph: Graph): number[] => {
  const groupOf = graph.map(() => -1)
  for (const start of graph.keys()) {
    const waiting = groupOf[start] === -1 ? [start] : []
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (groupOf[at] !== -1) continue
      groupOf[at] = start
      for (const { to } of graph[at]!) if (groupOf[to] === -1) waiting.push(to)
    }
  }
  return groupOf
}

/** Of what can be reached, those near the medoid; and so on with the rest. */
const aroundMedoids = (graph: Graph): number[] => {
  const componentOf = components(graph)
  const groupOf = asAsked(graph)
  for (const members of Map.groupBy(graph.keys(), at => componentOf[at]!).values()) {
    const left = new Set(members)
    const weight = (at: number) =>
      graph[at]!.reduce((sum, { to, cosine }) => sum + (left.has(to) ? cosine : 0), 0)
    while (left.size > 0) {
      const medoid = [...left]
        .map(at => ({ at, is: weight(at) }))
        .sort((a, b) => b.is - a.is || a.at - b.at)[0]!.at
      for (const at of [medoid, ...graph[medoid]!.map(({ to }) => to)])
        if (left.delete(at)) groupOf[at] = medoid
    }
  }
  return groupOf
}

export const rivals: Record<string, Rival> = {
  'leader, the nearest (ours)': graph => led(graph, asAsked(graph), nearest),
  'leader, the first': graph => led(graph, asAsked(graph), first),
  'stars, the most connected first': graph => led(graph, byDegree(graph), nearest),
  'around medoids': aroundMedoids,
  'single linkage': components,
  'average linkage': (graph, vectors, cosine) => merged(graph, vectors, cosine, 'average'),
  'complete linkage': (graph, vectors, cosine) => merged(graph, vectors, cosine, 'complete'),
  'nothing but equal texts': asAsked,
}
