import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { LetterHead, SeenLetter } from '../../schemas/dead-letter.ts'
import { parseTimeKey, timeKey } from '../pipeline/keys.ts'
import type { LetterQuery, Letters } from '../pipeline/ports.ts'
import { HEAD, headOf, letterOf, REJECTION, type Row, rowOf } from './sqlite-letter-rows.ts'
import { inTransaction } from './sqlite-transaction.ts'

const COLUMNS = [...HEAD, 'body', 'edited'].join(', ')
const PLACES = COLUMNS.replace(/\w+/g, ':$&')
/** The room may be known from an edit alone. */
const reopened = REJECTION.map(
  name => `${name} = iif(letters.state = 'replayed', coalesce(excluded.${name}, ${name}), ${name})`,
)

const WANTED = `
  (rejected_at, key) < (:belowMs, :belowKey) AND rejected_at >= :from
  AND (:reason IS NULL OR reason = :reason) AND (:room IS NULL OR room = :room)
  AND (:state IS NULL OR state = :state) AND (:prefix IS NULL OR substr(key, 1, length(:prefix)) = :prefix)`
const UNCHANGED = 'key = :key AND rejections = :rejections AND edits = :edits'

/** The dead letters in SQLite. Throws where the database is busy for over a second or cannot be written. */
export const sqliteLetters = (db: DatabaseSync): Letters => {
  const put = db.prepare(`
    INSERT INTO letters (${COLUMNS}) VALUES (${PLACES})
    ON CONFLICT (key) DO UPDATE SET ${reopened.join(', ')},
      state = iif(letters.state = 'parked', 'parked', 'open'), rejections = letters.rejections + 1`)
  const restore = db.prepare(`INSERT INTO letters (${COLUMNS}) VALUES (${PLACES}) ON CONFLICT DO NOTHING`)
  const get = db.prepare('SELECT * FROM letters WHERE key = ?')
  const selectOf = (columns: string) =>
    db.prepare(
      `SELECT ${columns} FROM letters WHERE ${WANTED} ORDER BY rejected_at DESC, key DESC LIMIT :limit`,
    )
  const list = selectOf('*')
  const heads = selectOf(HEAD.join(', '))
  const replayed = db.prepare(
    `UPDATE letters SET state = 'replayed', replays = replays + 1, replayed_at = :atMs WHERE ${UNCHANGED}`,
  )
  const edit = db.prepare(`
    UPDATE letters SET edited = :edited, room = :room, edited_at = :atMs, edits = edits + 1, state = 'open'
    WHERE ${UNCHANGED}`)
  const park = db.prepare('UPDATE letters SET state = :to WHERE key = :key AND state = :from')
  const purge = db.prepare(`DELETE FROM letters WHERE ${UNCHANGED}`)
  /** One transaction for all of them, so that a hundred letters cost one sync of the disk. */
  const changed = <T extends { key: string }>(all: readonly T[], change: (one: T) => { changes: unknown }) =>
    inTransaction(db, () => all.filter(one => Number(change(one).changes) > 0).map(({ key }) => key))
  return {
    put: async letter => void put.run(rowOf(letter)),
    get: async key => {
      const row = get.get(key)
      return row && letterOf(row)
    },
    list: async query => {
      const { page, cursor } = pageOf(list, query, letterOf)
      return { letters: page, ...cursor }
    },
    heads: async query => {
      const { page, cursor } = pageOf(heads, query, headOf)
      return { heads: page, ...cursor }
    },
    replayed: async (seen, atMs) => changed(seen, one => replayed.run({ ...unchanged(one), atMs })),
    edit: async (seen, how) => edit.run({ ...unchanged(seen), ...how }).changes > 0,
    park: async (keys, from) => {
      const to = from === 'open' ? 'parked' : 'open'
      return changed(
        keys.map(key => ({ key })),
        ({ key }) => park.run({ key, from, to }),
      )
    },
    purge: async seen => changed(seen, one => purge.run(unchanged(one))),
    restore: async letters => changed(letters, one => restore.run(rowOf(one))),
  }
}

const unchanged = ({ key, rejections, edits }: SeenLetter) => ({
  key,
  rejections,
  edits,
})

type Select = { all(given: Record<string, SQLInputValue>): Row[] }

const pageOf = <T extends LetterHead>(select: Select, query: LetterQuery, of: (row: Row) => T) => {
  const { reason = null, room = null, state = null, prefix = null, from = 0, limit, cursor } = query
  const below = belowOf(query.to, cursor)
  if (!below) return { page: [], cursor: {} }
  const found = select.all({ ...below, reason, room, state, prefix, from, limit: limit + 1 }).map(of)
  const last = found[limit - 1]
  return found.length > limit && last
    ? { page: found.slice(0, limit), cursor: { cursor: timeKey(last.rejectedAt, last.key) } }
    : { page: found, cursor: {} }
}

/** Where a page starts: under the cursor or the end of the span, whichever is lower; undefined: that is no cursor. */
const belowOf = (to = Number.POSITIVE_INFINITY, cursor: string | undefined) => {
  const end = { belowMs: to, belowKey: '' }
  if (cursor === undefined) return end
  const after = parseTimeKey(cursor)
  return after && (after.timeMs < to ? { belowMs: after.timeMs, belowKey: after.key } : end)
}
