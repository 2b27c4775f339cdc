import type { DatabaseSync } from 'node:sqlite'
import { isNothing, tallyFields } from '../pipeline/mood.ts'
import type { CounterAdd, MessagePut, StoredMessage, Write, WriteResult } from '../pipeline/ports.ts'
import { faultOf } from './impossible-write.ts'
import { messageColumns, messageOf, rowOf } from './sqlite-messages.ts'
import { SQLITE, sqliteCode } from './sqlite-schema.ts'

/** The window of the total in the counters table: no minute is negative. */
export const TOTAL = -1

const marks = messageColumns.map(() => '?').join(', ')
const settings = messageColumns.map(column => `${column} = ?`).join(', ')

const counterColumns = ['room', 'window', 'shard', ...tallyFields, 'at', 'rev']
const counterMarks = counterColumns.map(column => (column === 'rev' ? '1' : '?')).join(', ')
const sums = tallyFields.map(field => `${field} = ${field} + excluded.${field}`).join(', ')

const prepare = (db: DatabaseSync) => ({
  begin: db.prepare('BEGIN IMMEDIATE'),
  commit: db.prepare('COMMIT'),
  rollback: db.prepare('ROLLBACK'),
  insert: db.prepare(
    `INSERT INTO messages (${messageColumns.join(', ')}) VALUES (${marks}) ON CONFLICT (key) DO NOTHING`,
  ),
  replace: db.prepare(`UPDATE messages SET ${settings} WHERE key = ? AND version = ?`),
  standing: db.prepare('SELECT * FROM messages WHERE key = ?'),
  add: db.prepare(`
    INSERT INTO counters (${counterColumns.join(', ')}) VALUES (${counterMarks})
    ON CONFLICT (room, window, shard) DO UPDATE SET ${sums}, at = excluded.at, rev = rev + 1`),
  addByModel: db.prepare(`
    INSERT INTO counts_by_model (room, window, shard, model, n) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (room, window, shard, model) DO UPDATE SET n = n + excluded.n`),
  rev: db.prepare('SELECT rev FROM counters WHERE room = ? AND window = ? AND shard = ?'),
  room: db.prepare('INSERT INTO rooms VALUES (?) ON CONFLICT DO NOTHING'),
})
type Statements = ReturnType<typeof prepare>

/** One write as one transaction. Blocks while it waits for another connection: a second at the most, then contended. */
export const sqliteWriter = (db: DatabaseSync): ((write: Write) => WriteResult) => {
  const statements = prepare(db)
  return write => {
    const why = faultOf(write)
    if (why) return { is: 'invalid', why }
    try {
      statements.begin.run()
      const result = apply(statements, write)
      statements[result.is === 'written' ? 'commit' : 'rollback'].run()
      return result
    } catch (error) {
      if (db.isTransaction) statements.rollback.run()
      return resultOf(error)
    }
  }
}

const apply = (statements: Statements, { room, puts, adds, atMs }: Write): WriteResult => {
  const refused = puts.filter(put => !putOver(statements, put))
  const revsHold = adds.every(add => revHolds(statements, room, add))
  if (refused.length > 0 || !revsHold) return { is: 'refused', standing: standingOf(statements, refused) }
  for (const add of adds) if (!isCheck(add)) count(statements, room, add, atMs)
  if (puts.some(({ message }) => message.is === 'live')) statements.room.run(room)
  return { is: 'written' }
}

/** Put one message; false: what stood there was not what it goes over. */
const putOver = ({ insert, replace }: Statements, { message, over }: MessagePut): boolean => {
  const row = rowOf(message)
  return (over === 0 ? insert.run(...row) : replace.run(...row, message.key, over)).changes === 1
}

const standingOf = ({ standing }: Statements, refused: readonly MessagePut[]) =>
  new Map<string, StoredMessage | undefined>(
    refused.map(({ message: { key } }) => {
      const row = standing.get(key)
      return [key, row && messageOf(row)]
    }),
  )

const rowIdOf = ({ window }: CounterAdd) => (window === 'total' ? TOTAL : window)

const revHolds = ({ rev }: Statements, room: string, add: CounterAdd): boolean =>
  add.rev === undefined || Number(rev.get(room, rowIdOf(add), add.shard)?.rev ?? 0) === add.rev

/** Adding nothing under a condition only checks it. */
const isCheck = ({ add, rev }: CounterAdd): boolean => rev !== undefined && isNothing(add)

const count = (statements: Statements, room: string, counter: CounterAdd, atMs: number): void => {
  const [row, counts] = [rowIdOf(counter), tallyFields.map(field => counter.add[field])]
  statements.add.run(room, row, counter.shard, ...counts, atMs)
  for (const [model, n] of Object.entries(counter.add.models))
    statements.addByModel.run(room, row, counter.shard, model, n)
}

const contended = new Set<number | undefined>([SQLITE.BUSY, SQLITE.LOCKED])
const invalid = new Set<number | undefined>([SQLITE.TOOBIG, SQLITE.CONSTRAINT, SQLITE.MISMATCH])

const resultOf = (error: unknown): WriteResult => {
  const code = sqliteCode(error)
  if (contended.has(code)) return { is: 'contended' }
  if (invalid.has(code)) return { is: 'invalid', why: (error as Error).message }
  throw error
}
