import type { Clock, Ports, Store, Write, WriteResult } from './ports.ts'

/** Work that must be over by `deadlineMs` (epoch milliseconds). */
export type Limits = { deadlineMs: number }

const BASE_DELAY_MS = 20
const MAX_DELAY_MS = 1_000

/**
 * Full jitter: anywhere from now to the exponential bound, so that writers that met once do not meet again.
 * https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
const pause = async (
  clock: Clock,
  draw: () => number,
  attempt: number,
  deadlineMs: number,
): Promise<boolean> => {
  const delayMs = draw() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** attempt)
  if (clock.now() + delayMs >= deadlineMs) return false
  await clock.sleep(delayMs)
  return true
}

/** A shard for one attempt. Drawn anew each time, so that a retry leaves the hot one. */
export const drawShard = async (store: Store, draw: () => number): Promise<number> =>
  Math.floor(draw() * (await store.shards()))

/**
 * Write what `prepare` makes for a shard, again and on another shard for as long as it is contended and there is
 * time. 'contended' is returned only when there is no time left.
 */
export const writeWithin = async (
  { store, clock, draw }: Pick<Ports, 'store' | 'clock' | 'draw'>,
  { deadlineMs }: Limits,
  prepare: (shard: number) => Write,
): Promise<WriteResult> => {
  for (let attempt = 0; ; attempt++) {
    const result = await store.write(prepare(await drawShard(store, draw)))
    if (result.is !== 'contended' || !(await pause(clock, draw, attempt, deadlineMs))) return result
  }
}
