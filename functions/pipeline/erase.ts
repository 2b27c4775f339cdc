import { HORIZON_MS } from '../../schemas/limits.ts'
import type { Limits } from './attempt.ts'
import { carryOut, type Hindered, type Intent, minuteAt, type Results, type Standing } from './carry-out.ts'
import { chunksOf } from './chunk.ts'
import { tombstone } from './message-item.ts'
import type { Ports, StoredMessage } from './ports.ts'

/** What is to be erased: a key, and the room that it is a message of; `by`: only if nobody else wrote it. */
export type Erased = { room: string; key: string; by?: string | undefined }

/** 'ahead': nothing stood there; when the message arrives, it will count zero. The last two: it stays. */
export type Erasure = 'erased' | 'already' | 'ahead' | 'other-room' | 'other-author'

type ErasePorts = Pick<Ports, 'store' | 'clock' | 'draw'>

/**
 * Erase a message by its key: a tombstone takes its place and what it was counted as is taken back, in one
 * transaction. Harmless to repeat. Throws where the store cannot be reached or stays contended until the deadline.
 */
export const erase = async (ports: ErasePorts, erased: Erased, limits: Limits): Promise<Erasure> => {
  const { key } = erased
  const result = (await eraseAll(ports, [erased], limits, await ports.store.read([key]))).get(key)!
  if (typeof result === 'string') return result
  throw hindrance(key, result)
}

/** Why something was not erased, as an error. */
export const hindrance = (key: string, result: Hindered): Error =>
  result.is === 'rejected'
    ? new Error(`the store will not erase ${key}: ${result.detail}`)
    : new Error(`could not erase ${key}: ${result.cause.message}; try again`, { cause: result.cause })

/** Erase messages of any rooms, none of them twice, in as few transactions as hold them. A result for each key. */
export const eraseAll = async (
  ports: ErasePorts,
  all: readonly Erased[],
  limits: Limits,
  standing: Standing,
): Promise<Results<Erasure>> => {
  const minuteOf = ({ key }: Erased) => minuteAt(standing, key)
  const chunks = chunksOf(all, minuteOf).map(chunk => chunk.map(one => erasing(one, ports.clock.now())))
  const results = await Promise.all(chunks.map(chunk => carryOut(ports, chunk, limits, standing)))
  return new Map(results.flatMap(one => [...one]))
}

const erasing = ({ room, key, by }: Erased, nowMs: number): Intent<Erasure> => ({
  room,
  key,
  settle: stored => settleErasure(stored, { room, key, by }, nowMs),
  item: (from, { atMs }) => tombstone(key, room, (from?.version ?? 0) + 1, atMs),
  done: from => (from?.is === 'live' ? 'erased' : from?.room === room ? 'already' : 'ahead'),
})

/**
 * A tombstone of another room holds nothing up: it cannot be its message. One that would be forgotten before
 * whatever may be posted now has grown too old is written anew, as if it had been erased now.
 */
const settleErasure = (
  stored: StoredMessage | undefined,
  { room, by }: Erased,
  nowMs: number,
): Erasure | undefined => {
  if (stored?.is === 'live' && stored.room !== room) return 'other-room'
  if (stored?.is === 'live') return by === undefined || stored.author === by ? undefined : 'other-author'
  if (stored?.room !== room) return undefined
  return stored.expiresAt * 1000 < nowMs + HORIZON_MS ? undefined : 'already'
}
