import type { Graph } from './rivals.ts'

/** `sum` of the unit vectors: the mean of the cosines between two clusters is the dot product of theirs over the sizes. */
type Cluster = { members: number[]; sum: Float64Array; near: Map<Cluster, number> }
type Linkage = 'average' | 'complete'

/** Agglomerative: the two nearest clusters are made one, until none are as near as `cosine`. */
export const merged = (
  graph: Graph,
  vectors: readonly Int8Array[],
  cosine: number,
  linkage: Linkage,
): number[] => {
  const clusters = vectors.map(
    (vector, at): Cluster => ({ members: [at], sum: unit(vector), near: new Map() }),
  )
  for (const [at, edges] of graph.entries())
    for (const { to, cosine } of edges) clusters[at]!.near.set(clusters[to]!, cosine)
  const waiting = new Set(clusters)
  for (const one of waiting) {
    // Whoever is each other's nearest is merged: the same tree as the nearest of all first (Benzecri 1982).
    for (let next = chainEnd(one); next; next = chainEnd(one)) {
      merge(next[0], next[1], cosine, linkage)
      waiting.delete(next[1])
      if (next[1] === one) break
    }
  }
  const groupOf = vectors.map((_, at) => at)
  for (const { members } of waiting) for (const at of members) groupOf[at] = members[0]!
  return groupOf
}

const unit = (vector: Int8Array): Float64Array => {
  const length = Math.hypot(...vector)
  return Float64Array.from(vector, number => number / length)
}

const nearestOf = ({ near }: Cluster): Cluster | undefined => {
  let best: [Cluster, number] | undefined
  for (const [cluster, cosine] of near)
    if (!best || cosine > best[1] || (cosine === best[1] && cluster.members[0]! < best[0].members[0]!))
      best = [cluster, cosine]
  return best?.[0]
}

/** From the cluster to its nearest, and on, to two that are each other's. */
const chainEnd = (start: Cluster): [Cluster, Cluster] | undefined => {
  let from = start
  let to = nearestOf(from)
  const seen = new Set([from])
  while (to) {
    const back = nearestOf(to)!
    if (back === from || seen.has(back)) return [back, to]
    seen.add(to)
    ;[from, to] = [to, back]
  }
  return undefined
}

const merge = (into: Cluster, gone: Cluster, cosine: number, linkage: Linkage): void => {
  const around = new Set([...into.near.keys(), ...gone.near.keys()])
  const links = new Map<Cluster, number>()
  around.delete(into)
  around.delete(gone)
  into.members.push(...gone.members)
  const sum = into.sum.map((number, at) => number + gone.sum[at]!)
  for (const other of around) {
    const least = Math.min(into.near.get(other) ?? 0, gone.near.get(other) ?? 0)
    const mean = product(sum, other.sum) / (into.members.length * other.members.length)
    const link = linkage === 'complete' ? least : mean
    other.near.delete(gone)
    other.near.delete(into)
    if (link < cosine) continue
    other.near.set(into, link)
    links.set(other, link)
  }
  into.sum = sum
  into.near = links
}

const product = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, number, at) => sum + number * b[at]!, 0)
