import type { Event } from './scheduler.ts'

/** One message in the queue. `receipt` names its last delivery; only that one can delete it. */
export type Entry = { body: string; receives: number; receipt: number }

/** How often the queue gives a message out before it gives up on it. */
const MAX_RECEIVES = 4

/**
 * A queue that delivers at least once: what was received and not deleted comes back, even while its receiver is still
 * at work, until the queue gives up on it and hands it to its dead-letter queue.
 */
export const modelQueue = () => {
  const waiting: Entry[] = []
  const givenUp: Entry[] = []
  let flying: Entry[] = []
  let receipts = 0

  const take = (from: Entry[], count: number): Entry[] => {
    const taken = from.splice(0, count).map(entry => ({
      ...entry,
      receives: entry.receives + 1,
      receipt: ++receipts,
    }))
    flying.push(...taken)
    return taken
  }

  const comeBack = (): string => {
    const entry = flying.shift()!
    const over = entry.receives >= MAX_RECEIVES
    ;(over ? givenUp : waiting).push(entry)
    return over ? 'given up: to the dead-letter queue' : 'waiting again'
  }

  return {
    waiting,
    givenUp,
    take,
    send: (body: string, receives = 0): void => void waiting.push({ body, receives, receipt: 0 }),
    /** Deletes what is still the delivery that the receiver holds. */
    acknowledge: (entries: readonly Entry[]): void => {
      flying = flying.filter(({ receipt }) => !entries.some(one => one.receipt === receipt))
    },
    /** The delivery that was received first and not deleted. */
    returns: (nameOf: (body: string) => string): Event[] =>
      flying
        .slice(0, 1)
        .map(({ body }) => ({ who: 'queue', what: `${nameOf(body)} comes back`, happen: comeBack })),
  }
}
