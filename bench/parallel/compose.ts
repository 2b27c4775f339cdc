/**
 * What an environment needs, in milliseconds: its start, its first invocation (nothing is compiled yet), and later ones.
 * Of each as many as were measured, dealt in turn.
 */
export type Needs = { initMs: readonly number[]; firstMs: readonly number[]; laterMs: readonly number[] }

export type Composed = { wallMs: number; billedMs: number; environments: number }

/**
 * When so many environments that begin together are done with all batches, each taking the next batch when it is free:
 * exact, as far as they do not disturb each other, which Lambda's do not. Starts are billed, too.
 *   compose({ initMs: [100], firstMs: [50], laterMs: [30] }, 5, 2) -> 100 + 50 + 30 + 30 and 100 + 50 + 30:
 *   { wallMs: 210, billedMs: 390, environments: 2 }
 */
export const compose = (
  { initMs, firstMs, laterMs }: Needs,
  batches: number,
  environments: number,
): Composed => {
  const started = Math.min(environments, batches)
  const freeMs = Array.from({ length: started }, (_, nth) => inTurn(initMs, nth) + inTurn(firstMs, nth))
  let billedMs = freeMs.reduce((sum, ms) => sum + Math.ceil(ms), 0)
  for (let later = 0; later < batches - started; later++) {
    const durationMs = inTurn(laterMs, later)
    freeMs[freeMs.indexOf(Math.min(...freeMs))]! += durationMs
    billedMs += Math.ceil(durationMs)
  }
  return { wallMs: Math.max(...freeMs), billedMs, environments: started }
}

const inTurn = (values: readonly number[], nth: number): number => values[nth % values.length]!
