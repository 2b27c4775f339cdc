import { setTimeout as delay } from 'node:timers/promises'

/** Batches that are being worked on, `most` at a time. */
export type InHand<Batch extends { length: number }> = {
  add(batch: Batch, work: Promise<void>): void
  /** Resolves when there is room for another, or on the signal. */
  room(): Promise<void>
  /** Resolves when all is done, or that time is over; with how many messages are left. */
  finish(withinMs: number): Promise<number>
}

export const keepInHand = <Batch extends { length: number }>(
  most: number,
  signal: AbortSignal,
): InHand<Batch> => {
  const inHand = new Map<Batch, Promise<void>>()
  let change = Promise.withResolvers<void>()
  const changed = () => {
    change.resolve()
    change = Promise.withResolvers()
  }
  signal.addEventListener('abort', changed, { once: true })
  return {
    add: (batch, work) => {
      const over = () => {
        inHand.delete(batch)
        changed()
      }
      inHand.set(batch, work.finally(over))
    },
    room: async () => {
      while (inHand.size >= most && !signal.aborted) await change.promise
    },
    finish: async withinMs => {
      await Promise.race([Promise.all(inHand.values()), delay(withinMs, undefined, { ref: false })])
      return [...inHand.keys()].reduce((sum, { length }) => sum + length, 0)
    },
  }
}
