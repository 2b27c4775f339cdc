/** What one environment needs: its start, and each of its invocations. */
export type Composed = { wallMs: number; billedMs: number; environments: number }

/**
 * When so many environments that begin together are done with all batches, each taking the next batch when it is free:
 * exact, as far as they do not disturb each other, which Lambda's do not. Durations are dealt to the batches in turn;
 * `initMs` is the start that each environment has first, and that is billed.
 *   compose([30, 50], 4, 2, 100) -> batches of 30 50 30 50: one does 30 + 50, the other 50 + 30 ms: { wallMs: 180, billedMs: 360 }
 */
export const compose = (
  durationsMs: readonly number[],
  batches: number,
  environments: number,
  initMs: number,
): Composed => {
  const started = Math.min(environments, batches)
  const freeMs = new Array<number>(started).fill(initMs)
  let billedMs = started * Math.ceil(initMs)
  for (let batch = 0; batch < batches; batch++) {
    const durationMs = durationsMs[batch % durationsMs.length]!
    const first = freeMs.indexOf(Math.min(...freeMs))
    freeMs[first]! += durationMs
    billedMs += Math.ceil(durationMs)
  }
  return { wallMs: Math.max(...freeMs), billedMs, environments: started }
}
