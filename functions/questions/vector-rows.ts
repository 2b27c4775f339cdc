import type { QuestionVector } from './vector.ts'
import { CHUNK_ROWS } from './vector-layout.ts'
import { vectorMemory } from './vector-memory.ts'

/** Whose vector it is, and its cosine with the one that was asked for: -1 to 1. */
export type Near<Owner> = { owner: Owner; cosine: number }

/** The vectors of some owners, each of which has one. Cosines are exact. */
export type VectorRows<Owner> = {
  owners(): readonly Owner[]
  add(owner: Owner, vector: QuestionVector): void
  /** Gives its vector back. */
  remove(owner: Owner): QuestionVector
  /** All with this cosine or more, in no order. */
  within(query: QuestionVector, cosine: number): Near<Owner>[]
  /** `count` at the most, the nearest first; those that are equally near by `order`. */
  nearest(query: QuestionVector, count: number, order: (a: Owner, b: Owner) => number): Near<Owner>[]
}

export const vectorRows = <Owner>(): VectorRows<Owner> => {
  const memory = vectorMemory()
  const owners: Owner[] = []
  const lengths: number[] = []
  const rowOf = new Map<Owner, number>()

  const write = (row: number, owner: Owner, vector: QuestionVector) => {
    lengths[row] = memory.write(row, vector)
    owners[row] = owner
    rowOf.set(owner, row)
  }
  /** Adds to `found` what a chunk has. */
  const scanChunk = (chunk: number, length: number, cosine: number, found: Near<Owner>[]) => {
    const first = chunk * CHUNK_ROWS
    const hits = memory.scan(chunk, Math.min(CHUNK_ROWS, owners.length - first), cosine)
    for (let at = 0; at < hits.length; at += 2) {
      const row = first + hits[at]!
      // The last four rows may be fewer than four, and the scan does not know.
      if (row >= owners.length) break
      const exact = hits[at + 1]! / (length * lengths[row]!)
      if (exact >= cosine) found.push({ owner: owners[row]!, cosine: exact })
    }
  }
  const chunks = () => Math.ceil(owners.length / CHUNK_ROWS)

  return {
    owners: () => owners,
    add: (owner, vector) => write(owners.length, owner, vector),
    remove: owner => {
      const row = rowOf.get(owner)!
      const vector = memory.read(row)
      const last = owners.length - 1
      if (row !== last) write(row, owners[last]!, memory.read(last))
      owners.pop()
      lengths.pop()
      rowOf.delete(owner)
      return vector
    },
    within: (query, cosine) => {
      const length = memory.ask(query)
      const found: Near<Owner>[] = []
      for (let chunk = 0; chunk < chunks(); chunk++) scanChunk(chunk, length, cosine, found)
      return found
    },
    nearest: (query, count, order) => {
      const length = memory.ask(query)
      let found: Near<Owner>[] = []
      for (let chunk = 0; chunk < chunks() && count > 0; chunk++) {
        // What is no nearer than the last of those found need not be looked at.
        scanChunk(
          chunk,
          length,
          found.length < count ? Number.NEGATIVE_INFINITY : found.at(-1)!.cosine,
          found,
        )
        found = found.sort((a, b) => b.cosine - a.cosine || order(a.owner, b.owner)).slice(0, count)
      }
      return found
    },
  }
}
