import { type Limits, writeWithin } from './attempt.ts'
import { tombstone } from './message-item.ts'
import type { Ports, StoredMessage } from './ports.ts'
import { writeOf } from './write.ts'

/** 'ahead': nothing stood there; when the message arrives, it will count zero. */
export type Erasure = 'erased' | 'already' | 'ahead' | 'other-room'

/**
 * Erase a message by its key: a tombstone takes its place and what it was counted as is taken back, in one
 * transaction. Harmless to repeat. Throws where the store cannot be reached or stays contended until the deadline.
 */
export const erase = async (
  ports: Pick<Ports, 'store' | 'clock' | 'draw'>,
  { room, key }: { room: string; key: string },
  limits: Limits,
): Promise<Erasure> => {
  let stored = (await ports.store.read([key])).get(key)
  while (ports.clock.now() < limits.deadlineMs) {
    if (stored?.is === 'live' && stored.room !== room) return 'other-room'
    if (stored?.is === 'erased' && stored.room === room) return 'already'
    const from: StoredMessage | undefined = stored // a tombstone of another room holds nothing up: it cannot be its message
    const result = await writeWithin(ports, limits, shard => {
      const atMs = ports.clock.now()
      return writeOf(room, [{ from, to: tombstone(key, room, (from?.version ?? 0) + 1, atMs) }], shard, atMs)
    })
    if (result.is === 'written') return from?.is === 'live' ? 'erased' : 'ahead'
    if (result.is === 'invalid') throw new Error(`the store will not erase ${key}: ${result.why}`)
    if (result.is === 'contended') break
    stored = result.standing.get(key)
  }
  throw new Error(`could not erase ${key} in time: the store was contended; try again`)
}
