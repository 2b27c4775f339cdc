import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import type { Tally } from '../../schemas/mood.ts'
import { parseTimeKey, timeKey } from '../pipeline/keys.ts'
import { MINUTE_MS, nothing, plus, tallyFields } from '../pipeline/mood.ts'
import type { Counter, Letters, Store } from '../pipeline/ports.ts'
import { sqliteFold } from './sqlite-fold.ts'
import { sqliteLetters } from './sqlite-letters.ts'
import { liveMessageOf, messageOf } from './sqlite-messages.ts'
import { LIVE, LIVE_QUESTION, openDatabase, SQLITE, sqliteCode } from './sqlite-schema.ts'
import { sqliteWriter, TOTAL } from './sqlite-write.ts'

const DEFAULT_SHARDS = 8

/** Rows that one sweep deletes at the most: some 15 ms of holding the lock. */
const SWEEP_ROWS = 5_000

export type SqliteStore = {
  store: Store
  letters: Letters
  /**
   * Forget messages and tombstones past their expiry, up to 5,000 a call; counters stay as they are. How
   * many went; 0 too where another thread kept the database busy.
   */
  sweep(nowMs: number): number
  close(): void
}

/**
 * The store in `<folder>/roomtone.db`. Each thread opens its own; the folder belongs to one process (data-folder.ts).
 * Throws where the file is damaged, or was made by a newer roomtone.
 */
export const openSqliteStore = (folder: string): SqliteStore => {
  const db = openDatabase(folder)
  return {
    store: storeOver(db),
    letters: sqliteLetters(db),
    sweep: sweepOver(db),
    close: () => db.close(),
  }
}

const sweepOver = (db: DatabaseSync): SqliteStore['sweep'] => {
  const expired = db.prepare(
    'DELETE FROM messages WHERE rowid IN (SELECT rowid FROM messages WHERE expires_at <= ? LIMIT ?)',
  )
  return nowMs => {
    try {
      return Number(expired.run(Math.floor(nowMs / 1000), SWEEP_ROWS).changes)
    } catch (error) {
      if (sqliteCode(error) === SQLITE.BUSY) return 0
      throw error
    }
  }
}

/** In one statement, so that no write falls between what a counter says and which models it says it of. */
const COUNTERS = `
  SELECT *, (
    SELECT json_group_object(model, n) FROM counts_by_model AS by_model
    WHERE by_model.room = counters.room AND by_model.window = counters.window AND by_model.shard = counters.shard
      AND n <> 0
  ) AS models
  FROM counters WHERE room = ? AND window BETWEEN ? AND ?`

const storeOver = (db: DatabaseSync): Store => {
  const write = sqliteWriter(db)
  const read = db.prepare('SELECT * FROM messages WHERE key IN (SELECT value FROM json_each(?))')
  const counters = db.prepare(COUNTERS)
  const rooms = db.prepare('SELECT room FROM rooms')
  const shards = db.prepare("SELECT value FROM config WHERE name = 'shards'")
  const growShards = db.prepare(`
    INSERT INTO config VALUES ('shards', max(?, ${DEFAULT_SHARDS}))
    ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)`)
  return {
    write: async one => write(one),
    read: async keys => {
      const found = read.all(JSON.stringify(keys)).map(messageOf)
      return new Map(found.map(message => [message.key, message]))
    },
    list: listOver(db),
    fold: sqliteFold(db),
    counters: async (room, span) => {
      const [first, last] = span
        ? [Math.max(0, Math.ceil(span.fromMs / MINUTE_MS)), Math.ceil(span.toMs / MINUTE_MS) - 1]
        : [TOTAL, TOTAL]
      return counters.all(room, first, last).map(counterOf)
    },
    sumOfMinutes: sumOver(db),
    rooms: async () =>
      rooms
        .all()
        .map(({ room }) => String(room))
        .sort(),
    // Readers read every shard there is, so writers need not wait for them.
    shards: async () => Number(shards.get()?.value ?? DEFAULT_SHARDS),
    growShards: async count => void growShards.run(count),
  }
}

/** Counters that are summed before others of this thread have their turn: some 15 ms. */
const SUM_ROWS = 5_000
/** Past every minute that a Date has. */
const LAST_MINUTE = 1e12

const SUMS = `
  SELECT ${tallyFields.map(field => `sum(${field}) AS ${field}`).join(', ')}, (
    SELECT json_group_object(model, n) FROM (
      SELECT model, sum(n) AS n FROM counts_by_model
      WHERE room = :room AND window BETWEEN :first AND :last GROUP BY model HAVING sum(n) <> 0
    )
  ) AS models
  FROM counters WHERE room = :room AND window BETWEEN :first AND :last`

const sumOver = (db: DatabaseSync): Store['sumOfMinutes'] => {
  const edge = db.prepare(
    `SELECT window FROM counters WHERE room = ? AND window >= ? ORDER BY window LIMIT 1 OFFSET ${SUM_ROWS}`,
  )
  const sums = db.prepare(SUMS)
  return async room => {
    let added = nothing
    for (let first = 0; first <= LAST_MINUTE; ) {
      const end = Number(edge.get(room, first)?.window ?? LAST_MINUTE + 1)
      added = plus(added, tallyIn(sums.get({ room, first, last: end - 1 })!))
      first = end
      await turn()
    }
    return added
  }
}

/** `wanted` is said as the index of questions says it: SQLite then reads that one, and no message that is none. */
const listSql = (wanted: string) => `
  SELECT * FROM messages
  WHERE ${wanted} AND room = ? AND posted_at >= ? AND posted_at < ? AND (posted_at < ? OR key < ?)
  ORDER BY posted_at DESC, key DESC LIMIT ?`

const listOver = (db: DatabaseSync): Store['list'] => {
  const everything = db.prepare(listSql(LIVE))
  const questions = db.prepare(listSql(LIVE_QUESTION))
  return async (room, { fromMs, toMs }, limit, cursor, only) => {
    const below = cursor === undefined ? { timeMs: Infinity, key: '' } : parseTimeKey(cursor)
    if (!below) return { messages: [] }
    const list = only ? questions : everything
    const endMs = Math.min(toMs, below.timeMs + 1) // so that a page starts where the last one ended
    const messages = list.all(room, fromMs, endMs, below.timeMs, below.key, limit + 1).map(liveMessageOf)
    const last = messages[limit - 1]
    return messages.length > limit && last
      ? { messages: messages.slice(0, limit), cursor: timeKey(last.postedAt, last.key) }
      : { messages }
  }
}

const counterOf = (row: Record<string, SQLOutputValue>): Counter => ({
  window: row.window === TOTAL ? 'total' : Number(row.window),
  shard: Number(row.shard),
  tally: tallyIn(row),
  rev: Number(row.rev),
  at: Number(row.at),
})

const tallyIn = (row: Record<string, SQLOutputValue>): Tally => ({
  ...(Object.fromEntries(tallyFields.map(field => [field, Number(row[field])])) as Omit<Tally, 'models'>),
  models: JSON.parse(String(row.models)),
})
