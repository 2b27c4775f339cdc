import { type Log, textOf } from './log.ts'
import type { Clock, Ports } from './pipeline/ports.ts'

/** An encoder that is broken is so at every batch: a line a minute says it, with all that went without since the last. */
const TELL_MS = 60_000

/** For the port `vectorless`: told in the log, at the first of them at once. */
export const vectorlessTeller = (log: Log, clock: Pick<Clock, 'now'>): NonNullable<Ports['vectorless']> => {
  let questions = 0
  let toldMs = Number.NEGATIVE_INFINITY
  return (more, cause) => {
    questions += more
    if (clock.now() - toldMs < TELL_MS) return
    const error = cause === undefined ? 'the encoder found nothing in them to encode' : textOf(cause)
    log('ERROR', 'questions were counted without a vector: "roomtone relabel" fills it in', {
      questions,
      error,
    })
    questions = 0
    toldMs = clock.now()
  }
}
