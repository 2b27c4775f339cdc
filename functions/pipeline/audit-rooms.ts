import type { Limits } from './attempt.ts'
import { type AuditReport, type AuditRest, auditRoom } from './audit.ts'
import type { Clock, Store } from './ports.ts'

/** What an audit of many rooms came to. `rooms` are those that are done, `roomsLeft` had no time, or not enough. */
export type AuditSums = {
  rooms: number
  roomsLeft: number
  roomsFailed: number
  messages: number
  minutes: number
  drift: number
  unsettled: number
}

export type AuditRoomsPorts = {
  store: Store
  clock: Clock
  draw: () => number
  /** Told of each part of a room that has drifted. */
  found(report: AuditReport): void
  /** Told of each room that could not be read. */
  failed(room: string, error: unknown): void
}

/**
 * Audit every room, or as many as there is time for until `pauseMs`; repair nothing. It begins with a room that is drawn
 * and goes round from there, so that each room has its turn over many runs, and nothing has to be remembered between.
 */
export const auditRooms = async (
  ports: AuditRoomsPorts,
  limits: Limits & { pauseMs: number },
): Promise<AuditSums> => {
  const sums = { rooms: 0, roomsLeft: 0, roomsFailed: 0, messages: 0, minutes: 0, drift: 0, unsettled: 0 }
  const rooms = await ports.store.rooms()
  const first = Math.floor(ports.draw() * rooms.length)
  for (const room of [...rooms.slice(first), ...rooms.slice(0, first)]) {
    const end = await auditInto(ports, sums, room, limits).catch(error => {
      ports.failed(room, error)
      return 'roomsFailed' as const
    })
    sums[end]++
  }
  return sums
}

/** One room, in as many parts as it takes. */
const auditInto = async (
  { store, clock, found }: AuditRoomsPorts,
  sums: AuditSums,
  room: string,
  limits: Limits & { pauseMs: number },
): Promise<'rooms' | 'roomsLeft'> => {
  let rest: AuditRest | undefined
  do {
    if (clock.now() >= limits.pauseMs) return 'roomsLeft'
    const part = await auditRoom({ store, clock }, room, { repair: false, rest, ...limits })
    sums.messages += part.messages
    sums.minutes += part.minutes
    sums.drift += part.drift.length
    sums.unsettled += part.unsettled.length
    if (part.drift.length > 0) found(part)
    rest = part.rest
  } while (rest)
  return 'rooms'
}
