import { setTimeout as delay } from 'node:timers/promises'
import type { EachBatchPayload } from 'kafkajs'
import { type KafkaRecord, placeOf } from '../../events/kafka-given.ts'
import type { Clock } from '../pipeline/ports.ts'
import { partitionName } from './kafka-event.ts'

/** Partitions whose records have failed: each waits, ever longer, and begins again at the first that failed. */
export type Retries = {
  pause(payload: Pick<EachBatchPayload, 'pause'>, first: KafkaRecord, hasProgress: boolean): void
  succeeded(record: KafkaRecord): void
}

const BASE_PAUSE_MS = 200
const MAX_PAUSE_MS = 20_000

export type RetryOptions = {
  clock: Clock
  draw: () => number
  log: (line: string) => void
  signal: AbortSignal
}

export const retriesOf = ({ clock, draw, log, signal }: RetryOptions): Retries => {
  const failing = new Map<string, { failures: number; sinceMs: number }>()
  return {
    pause: (payload, first, hasProgress) => {
      const name = partitionName(first)
      const before = failing.get(name)
      const failures = hasProgress ? 1 : (before?.failures ?? 0) + 1
      failing.set(name, { failures, sinceMs: before?.sinceMs ?? clock.now() })
      if (!before)
        log(`partition ${name} waits at ${placeOf(first)}, which failed; it is tried until it succeeds`)
      const resume = payload.pause()
      const pauseMs = pauseOf(failures, draw)
      void delay(pauseMs, undefined, { signal }).then(resume, () => {}) // a consumer that stops need not go on
    },
    succeeded: record => {
      const name = partitionName(record)
      const before = failing.get(name)
      if (!before) return
      failing.delete(name)
      log(`partition ${name} goes on after ${clock.now() - before.sinceMs} ms`)
    },
  }
}

/** 200, 400, 800 ms, …, 20 s, half of it by chance. */
export const pauseOf = (failures: number, draw: () => number): number =>
  (Math.min(MAX_PAUSE_MS, BASE_PAUSE_MS * 2 ** (failures - 1)) * (1 + draw())) / 2
