import type { SQLOutputValue } from 'node:sqlite'
import type { DeadLetter, LetterHead } from '../../schemas/dead-letter.ts'

export type Row = Record<string, SQLOutputValue>

/** What tells of one rejection: new when a replayed letter opens again. */
export const REJECTION =
  'reason, detail, room, origin_source, origin_name, origin_delivery, receives, rejected_at'.split(', ')
/** All but the bytes. */
export const HEAD = [
  'key',
  ...REJECTION,
  ...'rejections, state, replays, replayed_at, edits, edited_at'.split(', '),
]

/** The values of a row, by the names of its columns. */
export const rowOf = ({ replayedAt, editedAt, edited, rejectedAt, origin, ...letter }: DeadLetter) => ({
  ...letter,
  room: letter.room ?? null,
  origin_source: origin.source,
  origin_name: origin.name,
  origin_delivery: origin.delivery,
  rejected_at: rejectedAt,
  replayed_at: replayedAt ?? null,
  edited_at: editedAt ?? null,
  edited: edited ?? null,
})

export const headOf = (row: Row): LetterHead => ({
  key: String(row.key),
  reason: row.reason as DeadLetter['reason'],
  detail: String(row.detail),
  ...(row.room === null ? {} : { room: String(row.room) }),
  origin: {
    source: row.origin_source as DeadLetter['origin']['source'],
    name: String(row.origin_name),
    delivery: String(row.origin_delivery),
  },
  receives: Number(row.receives),
  rejectedAt: Number(row.rejected_at),
  rejections: Number(row.rejections),
  state: row.state as DeadLetter['state'],
  replays: Number(row.replays),
  ...(row.replayed_at === null ? {} : { replayedAt: Number(row.replayed_at) }),
  edits: Number(row.edits),
  ...(row.edited_at === null ? {} : { editedAt: Number(row.edited_at) }),
})

export const letterOf = (row: Row): DeadLetter => ({
  ...headOf(row),
  body: String(row.body),
  ...(row.edited === null ? {} : { edited: String(row.edited) }),
})
