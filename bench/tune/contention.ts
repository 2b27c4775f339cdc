import { type Conflicts, type Load, simulateConflicts } from './conflicts.ts'
import type { Held } from './contended-table.ts'
import { cancelledPerWrite, heldSeconds } from './meetings.ts'

/** `byFormula`: cancelled attempts a write by meetings.ts, for a steady load. */
export type Row = {
  what: string
  load: Load
  held: Held
  cells: (Conflicts & { shards: number; byFormula?: number })[]
}

export const SHARDS = [1, 2, 4, 8, 16, 32, 64]

/**
 * What a transaction is assumed to take, because nobody publishes it: 14 ms with 10 messages, 40 ms with 98, a hundredth
 * of them 2.5 times as long. AWS says "single-digit milliseconds" of single items, and its paper draws transactions
 * without numbers at the axis.
 */
export const HELD: Held = { baseMs: 10, perActionMs: 0.3, spread: 0.4 }
/** Three times as long, to see what hangs on the assumption. */
export const HELD_LONG: Held = { ...HELD, baseMs: 30, perActionMs: 0.9 }

/** One room that takes all. Fills are what the pollers make of the rate; see the sweep. */
const steady = (what: string, perSecond: number, chunk: number, held = HELD) => ({
  what,
  held,
  load: { is: 'steady', chunk, writesPerSecond: perSecond / chunk } as const,
})

/** A backlog of one room: every environment labels a full batch, writes, and goes on. 4.7 ms a message at 1,024 MB. */
const backlog = (writers: number, chunk: number) => ({
  what: `backlog, ${writers} writers, ${chunk} a write`,
  held: HELD,
  load: { is: 'backlog', chunk, writers, betweenMs: 4.7 * chunk } as const,
})

const scenarios = [
  steady('live, 10/s, 1 a write', 10, 1),
  steady('live, 1,000/s, 10 a write', 1_000, 10),
  steady('live, 2,000/s, 10 a write', 2_000, 10),
  steady('thrifty, 10/s, 11 a write', 10, 11),
  steady('thrifty, 1,000/s, 98 a write', 1_000, 98),
  steady('thrifty, 2,000/s, 98 a write', 2_000, 98),
  steady('thrifty, 1,000/s, 25 a write', 1_000, 25),
  steady('live, 1,000/s, held 3 times as long', 1_000, 10, HELD_LONG),
  steady('thrifty, 1,000/s, held 3 times as long', 1_000, 98, HELD_LONG),
  ...[2, 5, 20].map(writers => backlog(writers, 10)),
  ...[2, 5, 20].map(writers => backlog(writers, 98)),
]

/** Each of about so many writes. */
export const contention = async (writes: number, shardCounts: readonly number[]): Promise<Row[]> => {
  const rows: Row[] = []
  for (const scenario of scenarios) {
    const seconds = writes / writesPerSecond(scenario.load)
    const cells: Row['cells'] = []
    for (const shards of shardCounts) {
      const formula = formulaOf(scenario.load, scenario.held, shards)
      if (formula.byFormula === Number.POSITIVE_INFINITY) continue // retries without end, nothing to simulate
      const conflicts = await simulateConflicts({ shards, seconds, load: scenario.load, held: scenario.held })
      cells.push({ shards, ...conflicts, ...formula })
    }
    rows.push({ ...scenario, cells })
  }
  return rows
}

const writesPerSecond = (load: Load): number =>
  load.is === 'steady' ? load.writesPerSecond : (load.writers * 1_000) / (load.betweenMs + 20)

const formulaOf = (load: Load, held: Held, shards: number): { byFormula?: number } =>
  load.is === 'steady'
    ? { byFormula: cancelledPerWrite(load.writesPerSecond, heldSeconds(held, load.chunk + 2), shards) }
    : {}
