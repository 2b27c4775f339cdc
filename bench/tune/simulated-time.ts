import type { Clock } from '../../functions/pipeline/ports.ts'

/** Time that passes only where nothing else is left to do: an hour of waiting takes as long as its events do. */
export type SimulatedTime = {
  clock: Clock
  /** Let it happen then; at once where that time is over. */
  at(timeMs: number, happen: () => void): void
  /** Until nothing waits any more; after each event whatever it woke goes on to its next wait. */
  run(): Promise<void>
  /** The same for what awaits nothing, and much faster. */
  runAtOnce(): void
}

type Waiting = { atMs: number; happen: () => void }

/** Resolves once the code that the last event woke waits for time again, or has ended. */
const codeRests = () => new Promise<void>(resolve => setImmediate(resolve))

export const simulatedTime = (startMs: number): SimulatedTime => {
  const waiting: Waiting[] = [] // the latest first, those of one time in the reverse of their order
  let nowMs = startMs
  const at = (timeMs: number, happen: () => void): void => {
    const atMs = Math.max(timeMs, nowMs)
    waiting.splice(placeOf(waiting, atMs), 0, { atMs, happen })
  }
  const step = (): boolean => {
    const next = waiting.pop()
    nowMs = next?.atMs ?? nowMs
    next?.happen()
    return next !== undefined
  }
  const run = async () => {
    do await codeRests()
    while (step())
  }
  const runAtOnce = () => {
    while (step());
  }
  const sleep = (ms: number) => new Promise<void>(resolve => at(nowMs + ms, resolve))
  return { clock: { now: () => nowMs, sleep }, at, run, runAtOnce }
}

/** Before all that happen at that time or earlier. */
const placeOf = (waiting: readonly Waiting[], atMs: number): number => {
  let [low, high] = [0, waiting.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (waiting[middle]!.atMs > atMs) low = middle + 1
    else high = middle
  }
  return low
}
