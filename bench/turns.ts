import { type Asked, startAsked } from './asked.ts'
import type { Reply, Request } from './contender.ts'
import { median, quantile } from './quantile.ts'

/*
 * Contenders that take turns on the same texts (A B C A B C …), so that whatever else the machine does meets all alike.
 */

export const ROUNDS = 5
const ROUND_MS = 500
const TRIED_SIZES = [1, 2, 4, 8, 16, 32]

export type Contender = Asked<Request, Reply> & { name: string }
/** A contender in calls of `size`; a rate (texts/s) for each round. */
export type Entry = { contender: Contender; size: number; rates: number[] }
/** Milliseconds of a text alone. */
export type Latency = { name: string; q50: number; q95: number; q99: number }

export const start = async (name: string): Promise<Contender> => {
  const module = new URL('./contender.ts', import.meta.url)
  return { name, ...(await startAsked<Request, Reply>(name, module, [name])) }
}

export const entry = (contender: Contender, size: number): Entry => ({ contender, size, rates: [] })

/** Fills in the rates, and gives the milliseconds of the calls of one text, by contender. */
export const takeTurns = async (
  entries: readonly Entry[],
  texts: string[],
  rounds = ROUNDS,
): Promise<Map<string, number[]>> => {
  const latencies = new Map<string, number[]>()
  const warmUp = 1
  for (let round = -warmUp; round < rounds; round++)
    for (const { contender, size, rates } of entries) {
      const { textsPerSecond, callsMs } = await contender.ask({ texts, size, atLeastMs: ROUND_MS })
      if (round < 0) continue
      rates.push(textsPerSecond)
      if (size === 1) latencies.set(contender.name, [...(latencies.get(contender.name) ?? []), ...callsMs])
    }
  return latencies
}

export const latencyOf = ([name, ms]: [string, readonly number[]]): Latency => ({
  name,
  q50: median(ms),
  q95: quantile(ms, 0.95),
  q99: quantile(ms, 0.99),
})

/** Padding costs more than calls on a CPU, but let them choose. */
export const bestSize = async (contender: Contender, texts: readonly string[]): Promise<number> => {
  const sample = texts.slice(0, 128)
  await contender.ask({ texts: sample, size: 1, atLeastMs: ROUND_MS })
  const rates: number[] = []
  for (const size of TRIED_SIZES)
    rates.push((await contender.ask({ texts: sample, size, atLeastMs: 2 * ROUND_MS })).textsPerSecond)
  return TRIED_SIZES[rates.indexOf(Math.max(...rates))]!
}

/** The ratio of neighbours in time, round by round; its median. */
export const ratio = (ours: Entry, theirs: Entry): number =>
  median(ours.rates.map((rate, round) => rate / theirs.rates[round]!))
