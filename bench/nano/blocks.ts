import type { Batch } from '../../functions/model/network.ts'

/** What one call takes, and how many of its tokens are not padding. */
export type Block = Batch & { tokens: number }

/**
 * Texts as ids, cut into calls of `size` texts: sorted by length first, as the classifier does, and at most one call is
 * smaller. Padding is id 0 with mask 0. The calls are mixed, so that the first few are a fair sample of all.
 * blocks([[2, 7, 9, 3], [2, 3], [2, 8, 3]], 2) -> ids 2 3 0 2 8 3 (5 tokens) and ids 2 7 9 3 (4 tokens)
 */
export const blocks = (texts: readonly (readonly number[])[], size: number): Block[] => {
  const shortestFirst = texts.toSorted((a, b) => a.length - b.length)
  const cut = Array.from({ length: Math.ceil(texts.length / size) }, (_, at) =>
    block(shortestFirst.slice(at * size, (at + 1) * size)),
  )
  return mixed(cut)
}

const block = (rows: readonly (readonly number[])[]): Block => {
  const width = Math.max(...rows.map(row => row.length))
  const ids = new BigInt64Array(rows.length * width)
  const mask = new BigInt64Array(rows.length * width)
  for (const [at, row] of rows.entries()) {
    ids.set(row.map(BigInt), at * width)
    mask.fill(1n, at * width, at * width + row.length)
  }
  return { ids, mask, rows: rows.length, width, tokens: rows.reduce((sum, row) => sum + row.length, 0) }
}

/** In steps of the golden ratio: any stretch of it holds short and long ones. */
const mixed = (cut: readonly Block[]): Block[] =>
  cut
    .map((one, at) => ({ one, order: (at * 0.618_033_988_75) % 1 }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ one }) => one)
