import { setTimeout as delay } from 'node:timers/promises'

/** Wait for it, whatever comes of it, but no longer: where a broker was killed, kafkajs may take ten minutes to go. */
export const within = async (work: Promise<unknown>, ms: number): Promise<void> => {
  const over = new AbortController()
  await Promise.race([work, delay(ms, undefined, { signal: over.signal })]).catch(() => {})
  over.abort()
}
