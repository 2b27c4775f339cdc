import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '../../schemas/limits.ts'

/** How long a row waits for others before it is posted: lines that come slowly (`tail -f |`) go out one by one. */
const LINGER_MS = 100

/** With a rate, ten posts a second, so that the traffic is even. 200 a second -> 20 a post */
export const sizeFor = (rate: number | undefined): number =>
  rate === undefined
    ? limits.messagesPerPost
    : Math.min(limits.messagesPerPost, Math.max(1, Math.floor(rate / 10)))

/** Rows in the groups in which they are posted. */
export async function* batchesOf<T>(items: AsyncIterator<T>, rate?: number): AsyncGenerator<T[]> {
  const size = sizeFor(rate)
  let next = nextOf(items)
  for (;;) {
    const first = await next
    if (first.done) return
    const batch = [first.value]
    next = nextOf(items)
    const lingered = sleep(LINGER_MS, undefined, { ref: false })
    while (batch.length < size) {
      const one = await Promise.race([next, lingered])
      if (!one || one.done) break
      batch.push(one.value)
      next = nextOf(items)
    }
    yield batch
  }
}

/** Read ahead; if it fails, it does so when it is awaited and not before. */
const nextOf = <T>(items: AsyncIterator<T>): Promise<IteratorResult<T, undefined>> => {
  const next = items.next()
  next.catch(() => {})
  return next
}

/** Waits until the rate (a second) allows `count` more. A late one does not delay those after it. */
export const pacer = (rate: number | undefined, signal: AbortSignal) => {
  const startedMs = performance.now()
  let released = 0
  return async (count: number): Promise<void> => {
    const dueMs = rate === undefined ? 0 : startedMs + (1000 * released) / rate
    released += count
    if (dueMs > performance.now()) await sleep(dueMs - performance.now(), undefined, { signal })
  }
}

/** Holds each batch back until the rate (messages a second) allows it. */
export async function* paced<T>(
  batches: AsyncIterable<T[]>,
  rate: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<T[]> {
  const allow = pacer(rate, signal)
  for await (const batch of batches) {
    await allow(batch.length)
    yield batch
  }
}
