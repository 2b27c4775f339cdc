import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** The tables of the embedded store as they were first. Times are epoch milliseconds, but for expires_at (epoch seconds). */
const FIRST_TABLES = `
  CREATE TABLE messages (
    key TEXT PRIMARY KEY, room TEXT NOT NULL, version INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    erased_at INTEGER, -- set: a tombstone; all that follows is then NULL
    posted_at INTEGER, source TEXT, id TEXT, revision INTEGER, digest TEXT, text TEXT, author TEXT,
    label TEXT, confidence REAL, score INTEGER, sure INTEGER, model TEXT, minute INTEGER, shard INTEGER,
    CHECK (erased_at IS NOT NULL OR (posted_at + revision + confidence + score + sure + minute + shard) IS NOT NULL)
  ) STRICT;
  CREATE INDEX live_messages_by_time ON messages (room, posted_at, key) WHERE erased_at IS NULL;
  CREATE INDEX messages_by_expiry ON messages (expires_at);

  CREATE TABLE counters (
    room TEXT, window INTEGER, -- minutes since the epoch, -1: the total
    shard INTEGER, n INTEGER NOT NULL, negative INTEGER NOT NULL, neutral INTEGER NOT NULL,
    positive INTEGER NOT NULL, unsure INTEGER NOT NULL, score INTEGER NOT NULL,
    rev INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (room, window, shard)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE letters (
    key TEXT PRIMARY KEY, reason TEXT NOT NULL, detail TEXT NOT NULL, body TEXT NOT NULL, room TEXT,
    origin_source TEXT NOT NULL, origin_name TEXT NOT NULL, origin_delivery TEXT NOT NULL,
    receives INTEGER NOT NULL, rejected_at INTEGER NOT NULL,
    rejections INTEGER NOT NULL,
    state TEXT NOT NULL, replays INTEGER NOT NULL, replayed_at INTEGER
  ) STRICT;
  CREATE INDEX letters_by_time ON letters (rejected_at, key);

  CREATE TABLE rooms (room TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE config (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`

/** What was stored before has told nothing: NULL in a message, and 0 in what is counted. */
const KINDS_AND_FLAGS = `
  ALTER TABLE messages ADD COLUMN kind TEXT;
  ALTER TABLE messages ADD COLUMN offensive REAL;
  ALTER TABLE messages ADD COLUMN flagged INTEGER CHECK ((offensive IS NULL) = (flagged IS NULL));
  ALTER TABLE counters ADD COLUMN questions INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE counters ADD COLUMN flagged INTEGER NOT NULL DEFAULT 0;
`

/** What was kept before has not been edited. */
const EDITED_LETTERS = `
  ALTER TABLE letters ADD COLUMN edits INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE letters ADD COLUMN edited_at INTEGER;
  ALTER TABLE letters ADD COLUMN edited TEXT CHECK ((edited IS NULL) = (edits = 0));
`

/** Messages have always told their model, so those that are here are counted; of those that have expired nobody knows. */
const COUNTS_BY_MODEL = `
  CREATE TABLE counts_by_model (
    room TEXT, window INTEGER, shard INTEGER, model TEXT, n INTEGER NOT NULL,
    PRIMARY KEY (room, window, shard, model)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO counts_by_model
    SELECT room, minute, shard, model, count(*) FROM messages
    WHERE erased_at IS NULL AND model IS NOT NULL GROUP BY room, minute, shard, model;
  INSERT INTO counts_by_model
    SELECT room, -1, shard, model, sum(n) FROM counts_by_model GROUP BY room, shard, model;
`

/** What is in no index but that of its kind: a partial index is read where a query says the same. */
export const LIVE = 'erased_at IS NULL'
export const LIVE_QUESTION = `${LIVE} AND kind = 'question'`

/** What was stored before has no vector, until it is relabelled. */
const VECTORS = `
  ALTER TABLE messages ADD COLUMN vector BLOB CHECK (vector IS NULL OR erased_at IS NULL);
  CREATE INDEX questions_by_time ON messages (room, posted_at, key) WHERE ${LIVE_QUESTION};
`

/** Each leads from the schema version that is its position to the next: databases of that version are out there. */
const migrations = [FIRST_TABLES, KINDS_AND_FLAGS, EDITED_LETTERS, COUNTS_BY_MODEL, VECTORS]
const SCHEMA_VERSION = migrations.length

/** How long one connection waits for the other. Each holds the lock for one write, a millisecond or two. */
const BUSY_TIMEOUT_MS = 1_000

/**
 * Open roomtone.db in a folder, making both where there is none. Several connections of one process may be open.
 *
 * synchronous=FULL: a commit is on the disk when it returns, so what was accepted survives a SIGKILL and a power cut
 * alike (as far as the disk keeps its word). NORMAL would survive the SIGKILL only: messages of the last moments
 * before a power cut would be gone from here and, being acknowledged, from the queue too.
 * https://www.sqlite.org/pragma.html#pragma_synchronous
 */
export const openDatabase = (folder: string): DatabaseSync => {
  const file = join(folder, 'roomtone.db')
  let db: DatabaseSync | undefined
  try {
    mkdirSync(folder, { recursive: true })
    db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS })
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY')
    migrate(db, file)
    return db
  } catch (cause) {
    db?.close()
    throw new Error(explain(cause, file), { cause })
  }
}

const migrate = (db: DatabaseSync, file: string): void => {
  const versionOf = () => Number(db.prepare('PRAGMA user_version').get()?.user_version)
  if (versionOf() === SCHEMA_VERSION) return
  db.exec('BEGIN IMMEDIATE')
  const found = versionOf()
  if (found > SCHEMA_VERSION)
    throw new Error(
      `${file} was made by a newer roomtone (schema ${found}, this one knows ${SCHEMA_VERSION}): update roomtone, or choose another folder with --data DIR`,
    )
  for (const migration of migrations.slice(found)) db.exec(migration)
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`)
}

/** SQLite's primary result code of what was thrown; undefined: SQLite did not throw it. https://www.sqlite.org/rescode.html */
export const sqliteCode = (error: unknown): number | undefined => {
  const code = (error as { errcode?: unknown } | undefined)?.errcode
  return typeof code === 'number' ? code & 0xff : undefined
}

export const SQLITE = {
  BUSY: 5,
  LOCKED: 6,
  CORRUPT: 11,
  CANTOPEN: 14,
  TOOBIG: 18,
  CONSTRAINT: 19,
  MISMATCH: 20,
  NOTADB: 26,
}

const explain = (cause: unknown, file: string): string => {
  const { message } = cause as Error
  const code = sqliteCode(cause)
  if (code === SQLITE.NOTADB || code === SQLITE.CORRUPT)
    return `${file} is no SQLite database, or a damaged one (${message}): put a backup in its place, or move it away to start anew`
  const isOurs = (cause as { code?: unknown }).code === undefined
  return isOurs
    ? message
    : `cannot open ${file} (${message}): see that its folder can be written to, or choose another with --data DIR`
}
