import type { Clock } from '../pipeline/ports.ts'

/** Entries that are kept at the most. A room's page asks for two or three. */
const MAX_ENTRIES = 1_000

/**
 * Recall what was read under a key, or read it: all who ask within `keepMs` of a reading's start share that reading.
 * So a room with ten thousand pages open is read once a second. A reading that fails is forgotten.
 */
export const remembering = <Value>({ now }: Pick<Clock, 'now'>, keepMs: number) => {
  const entries = new Map<string, { value: Promise<Value>; startedAt: number }>()

  return (key: string, read: () => Promise<Value>): Promise<Value> => {
    const startedAt = now()
    const known = entries.get(key)
    if (known && startedAt - known.startedAt < keepMs) return known.value
    const entry = { value: read(), startedAt }
    entries.delete(key)
    entries.set(key, entry)
    entry.value.catch(() => entries.get(key) === entry && entries.delete(key))
    const [oldest] = entries.keys()
    if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest)
    return entry.value
  }
}
