import type { Machine } from '../document.ts'
import { quantile } from '../quantile.ts'

/** Milliseconds of single calls. */
export type Quantiles = { q50: number; q95: number; q99: number }

/** One contender at one size of memory. */
export type Cell = Quantiles & {
  memoryMb: number
  calls: number
  /** Of the periods of 20 ms in which the function ran, the share in which it was stopped. */
  throttled: number
  cpuMsACall: number
}

/** Messages a second in calls of `size`. */
export type BatchRate = { size: number; messagesPerSecond: number }

export type Measured = {
  name: string
  what: string
  /** One a size, in their order; undefined where it does not fit. */
  thinking: (Cell | undefined)[]
  backToBack: (Cell | undefined)[]
  batches: BatchRate[]
}

/** `throttled`: whether the functions were held to their share at all. */
export type Result = {
  machine: Machine
  texts: number
  thinkMs: number
  sizesMb: number[]
  throttled: boolean
  measured: Measured[]
}

/** Counters of the control group. */
type Periods = { periods: number; throttledPeriods: number }

/** What one turn gave. */
export type Sample = { callsMs: number[]; cpuMs: number; before: Periods; after: Periods }

/** All turns of a contender together. */
export const cellOf = (memoryMb: number, samples: readonly Sample[] | undefined): Cell | undefined => {
  if (samples === undefined) return undefined
  const callsMs = samples.flatMap(sample => sample.callsMs)
  const sum = (of: (sample: Sample) => number) => samples.reduce((total, sample) => total + of(sample), 0)
  const periods = sum(({ before, after }) => after.periods - before.periods)
  const stopped = sum(({ before, after }) => after.throttledPeriods - before.throttledPeriods)
  return {
    memoryMb,
    calls: callsMs.length,
    q50: quantile(callsMs, 0.5),
    q95: quantile(callsMs, 0.95),
    q99: quantile(callsMs, 0.99),
    throttled: periods === 0 ? 0 : stopped / periods,
    cpuMsACall: sum(({ cpuMs }) => cpuMs) / callsMs.length,
  }
}
