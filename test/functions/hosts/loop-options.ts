import { setTimeout as delay } from 'node:timers/promises'
import { type LoopOptions, profiles } from '../../../functions/hosts/sqs-loop.ts'

/** Options of a loop whose waits are a tenth as long, and the lines that it logs. */
export const optionsOf = (given: Partial<LoopOptions>) => {
  const lines: string[] = []
  const options: LoopOptions = {
    profile: profiles.embedded,
    timeoutMs: 10_000,
    leaseSeconds: 30,
    stopWithinMs: 5_000,
    clock: { now: Date.now, sleep: async ms => void (await delay(ms / 10)) },
    draw: () => 0,
    signal: new AbortController().signal,
    log: line => lines.push(line),
    ...given,
  }
  return { options, lines }
}

export const until = async (what: string, holds: () => boolean | Promise<boolean>, withinMs = 15_000) => {
  for (const startMs = Date.now(); Date.now() - startMs < withinMs; await delay(10)) if (await holds()) return
  throw new Error(`not within ${withinMs} ms: ${what}`)
}
