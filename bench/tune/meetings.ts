import type { Held } from './contended-table.ts'

/** The share of its time that a shard may be held: above it writes wait for seconds, or give up. */
const MAX_BUSY = 0.8

/**
 * Cancelled attempts for each write that holds, by a formula: what a user can reckon with, checked against the simulation.
 * An attempt is cancelled with the chance that another one holds its shard just then, and is made again elsewhere:
 *
 *   x = writes a second x seconds held / shards;  cancelled for each write = x / (1 - x), nearly x
 *
 * 100 writes/s held for 14 ms on 8 shards: x = 0.175 -> 0.21. Infinity: more comes than the shards can hold, or so much
 * that retries meet retries.
 */
export const cancelledPerWrite = (writesPerSecond: number, heldSeconds: number, shards: number): number => {
  const x = (writesPerSecond * heldSeconds) / shards
  return x < MAX_BUSY ? x / (1 - x) : Number.POSITIVE_INFINITY
}

/** For how long a transaction of so many actions holds its items, in the mean (that of a log-normal). */
export const heldSeconds = ({ baseMs, perActionMs, spread }: Held, actions: number): number =>
  ((baseMs + perActionMs * actions) * Math.exp(spread ** 2 / 2)) / 1_000
