import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import { parseTimeKey, timeKey } from '../pipeline/keys.ts'
import type { Letters } from '../pipeline/ports.ts'

/** What tells of one rejection: new when a replayed letter opens again. */
const REJECTION =
  'reason, detail, room, origin_source, origin_name, origin_delivery, receives, rejected_at'.split(', ')
const COLUMNS = ['key', 'body', ...REJECTION, 'rejections', 'state', 'replays', 'replayed_at']
const reopened = REJECTION.map(name => `${name} = iif(letters.state = 'replayed', excluded.${name}, ${name})`)

/** The dead letters in SQLite. Throws where the database is busy for over a second or cannot be written. */
export const sqliteLetters = (db: DatabaseSync): Letters => {
  const put = db.prepare(`
    INSERT INTO letters (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
    ON CONFLICT (key) DO UPDATE SET ${reopened.join(', ')}, state = 'open', rejections = rejections + 1`)
  const get = db.prepare('SELECT * FROM letters WHERE key = ?')
  const list = db.prepare(`
    SELECT * FROM letters
    WHERE (rejected_at, key) < (:timeMs, :key)
      AND (:reason IS NULL OR reason = :reason) AND (:room IS NULL OR room = :room)
      AND (:state IS NULL OR state = :state)
    ORDER BY rejected_at DESC, key DESC LIMIT :limit`)
  const replayed = db.prepare(`
    UPDATE letters SET state = 'replayed', replays = replays + 1, replayed_at = ? WHERE key = ? AND rejections = ?`)
  return {
    put: async letter => void put.run(...rowOf(letter)),
    get: async key => {
      const row = get.get(key)
      return row && letterOf(row)
    },
    list: async ({ reason = null, room = null, state = null, limit, cursor }) => {
      const below = cursor === undefined ? AFTER_ALL : parseTimeKey(cursor)
      if (!below) return { letters: [] }
      const letters = list.all({ ...below, reason, room, state, limit: limit + 1 }).map(letterOf)
      const last = letters[limit - 1]
      return letters.length > limit && last
        ? { letters: letters.slice(0, limit), cursor: timeKey(last.rejectedAt, last.key) }
        : { letters }
    },
    replayed: async (key, atMs, rejections) => replayed.run(atMs, key, rejections).changes > 0,
  }
}

const AFTER_ALL = { timeMs: Infinity, key: '' }

const rowOf = (letter: DeadLetter) => [
  ...[letter.key, letter.body, letter.reason, letter.detail, letter.room ?? null],
  ...[letter.origin.source, letter.origin.name, letter.origin.delivery, letter.receives, letter.rejectedAt],
  ...[letter.rejections, letter.state, letter.replays, letter.replayedAt ?? null],
]

const letterOf = (row: Record<string, SQLOutputValue>): DeadLetter => ({
  key: String(row.key),
  reason: row.reason as DeadLetter['reason'],
  detail: String(row.detail),
  body: String(row.body),
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
})
