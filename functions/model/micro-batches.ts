/**
 * Group texts into runs of at most `budget` tokens, padding counted: texts of like length go together, because on a
 * CPU a padded token costs as much as a real one, and a further run next to nothing. A longer text runs alone.
 * Gives positions: lengths [9, 3, 8, 3], budget 16 -> [[1, 3], [2], [0]]
 */
export const microBatches = (lengths: readonly number[], budget: number): number[][] => {
  const shortestFirst = [...lengths.keys()].sort((a, b) => lengths[a]! - lengths[b]!)
  const batches: number[][] = []
  let batch: number[] = []
  for (const at of shortestFirst) {
    if (batch.length > 0 && (batch.length + 1) * lengths[at]! > budget) {
      batches.push(batch)
      batch = []
    }
    batch.push(at)
  }
  return batch.length > 0 ? [...batches, batch] : batches
}
