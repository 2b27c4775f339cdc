import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSqliteStore, type SqliteStore } from '../../../functions/adapters/sqlite-store.ts'
import { storeContract } from '../../contracts/store.ts'
import {
  always,
  erased,
  insist,
  listAll,
  live,
  totalOf,
  writeChange,
  writeNew,
} from '../../contracts/store-samples.ts'

describe('the SQLite store keeps the contract', () => {
  storeContract(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'roomtone-'))
    const [one, other] = [openSqliteStore(folder), openSqliteStore(folder)]
    return {
      ...one,
      other,
      pass: () => {},
      expire: async nowMs => void one.sweep(nowMs),
      close: async () => {
        one.close()
        other.close()
        rmSync(folder, { recursive: true })
      },
    }
  })
})

describe('roomtone.db', () => {
  let folder: string
  const opened: SqliteStore[] = []
  const open = (): SqliteStore => {
    opened.push(openSqliteStore(folder))
    return opened.at(-1)!
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'roomtone-'))
  })
  afterEach(() => {
    for (const store of opened.splice(0)) store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Writes message after message into `folder`, one chunk at a time, and says which are counted. */
  const writer = (chunks: number, name: string, said: string) => `
    const { openSqliteStore } = await import(${source('functions/adapters/sqlite-store.ts')})
    const { insist, live, writeNew } = await import(${source('test/contracts/store-samples.ts')})
    const { store } = openSqliteStore(${JSON.stringify(folder)})
    for (let chunk = 0; chunk < ${chunks}; chunk++) {
      const messages = [0, 1, 2].map(at => live('${name}-' + chunk + '-' + at))
      await insist(store, writeNew(messages, chunk % 8))
      ${said}
    }`

  test('holds every message that was acknowledged before a SIGKILL, and counts no other', async () => {
    const args = ['--input-type=module', '-e', writer(100_000, 'q', 'console.log(chunk)')]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let acknowledged = -1
    for await (const line of createInterface(child.stdout)) {
      acknowledged = Number(line)
      if (acknowledged === 200) child.kill('SIGKILL')
    }
    const { store } = open()
    const { ids } = await listAll(store, 'hall', 500)
    expect(acknowledged).toBeGreaterThanOrEqual(200)
    for (let chunk = 0; chunk <= acknowledged; chunk++) expect(ids).toContain(`q-${chunk}-2`)
    expect(await totalOf(store)).toBe(ids.length)
    expect(ids.length % 3).toBe(0)
  })

  test('is made and written by several threads at once, and counts all that each of them wrote', async () => {
    const code = (name: string) => `(async () => {${writer(100, name, '')}})()`
    const workers = ['a', 'b', 'c'].map(name => new Worker(code(name), { eval: true }))
    const ended = Promise.all(
      workers.map(
        worker => new Promise((resolve, reject) => void worker.once('exit', resolve).once('error', reject)),
      ),
    )
    const { store } = open()
    for (let at = 0; at < 100; at++) await insist(store, writeNew([live(`main-${at}`)]))
    await ended
    expect(await totalOf(store)).toBe(1_000)
    expect((await listAll(store, 'hall', 500)).ids).toHaveLength(1_000)
  })

  test('is there as it was when it is opened again', async () => {
    const first = openSqliteStore(folder)
    await first.store.write(writeNew([live('q-1')]))
    await first.store.growShards(16)
    first.close()
    const { store } = open()
    expect((await store.list('hall', always, 10)).messages).toEqual([live('q-1')])
    expect(await store.shards()).toBe(16)
    expect(await store.rooms()).toEqual(['hall'])
  })

  test('is contended while another connection writes for over a second, and as before when that is done', async () => {
    const { store, sweep } = open()
    const other = new DatabaseSync(join(folder, 'roomtone.db'))
    other.exec('BEGIN EXCLUSIVE') // readers are not kept out: that is what WAL is for
    expect(await store.write(writeNew([live('q-1')]))).toEqual({ is: 'contended' })
    expect(await totalOf(store)).toBe(0)
    expect(sweep(9e15)).toBe(0)
    other.exec('ROLLBACK')
    other.close()
    expect(await store.write(writeNew([live('q-1')]))).toEqual({ is: 'written' })
  })

  test('is swept in parts, so that the other thread is not kept waiting', async () => {
    const { store, sweep } = open()
    const db = new DatabaseSync(join(folder, 'roomtone.db'))
    await store.write(writeNew([live('young', { expiresAt: 9_000_000_000 })]))
    db.exec(`
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5001)
      INSERT INTO messages (key, room, version, expires_at, erased_at) SELECT 'k' || i, 'hall', 1, 100, 0 FROM n`)
    db.close()
    expect(sweep(99_999)).toBe(0)
    expect([sweep(100_000), sweep(100_000), sweep(100_000)]).toEqual([5_000, 1, 0])
    expect((await store.list('hall', always, 10)).messages).toHaveLength(1)
  })

  test('is folded and summed in parts, of which none is left out and none counted twice', async () => {
    const { store } = open()
    const db = new DatabaseSync(join(folder, 'roomtone.db'))
    const numbers = 'WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)'
    const message = live('q-1', { flagged: true, offensive: 0.9 })
    await store.write(writeNew([message]))
    db.exec(`${numbers}
      INSERT INTO messages SELECT * FROM (
        SELECT key || i, room, version, expires_at, erased_at, posted_at + i / 7000, source, id || i, revision, digest,
          text, author, label, confidence, i % 3, sure, model, minute, shard, kind, offensive, flagged, vector
        FROM messages, n)`)
    db.exec(`${numbers}
      INSERT INTO counters (room, window, shard, n, negative, neutral, positive, unsure, score, rev, at)
      SELECT 'hall', ${message.minute} - 1 - i / 8, i % 8, 1, 0, 1, 0, 0, i, 1, 1 FROM n`)
    db.close()
    const folded = await store.fold('hall', { fromMs: message.postedAt, toMs: message.postedAt + 60_000 })
    const score = 800 + (25_001 - 1) // 0, 1, 2, 0, 1, 2, … 0
    const tally = { n: 25_002, positive: 25_002, flagged: 25_002, score }
    expect([...folded]).toMatchObject([[message.minute, tally]])
    expect(await store.sumOfMinutes('hall')).toMatchObject({ n: 25_002, neutral: 25_001 })
  })

  test('holds no vector of what is erased, and takes none', async () => {
    const { store } = open()
    const asked = live('q-1', { kind: 'question', vector: new Uint8Array(392).fill(7) })
    await store.write(writeNew([asked]))
    const db = new DatabaseSync(join(folder, 'roomtone.db'))
    const vectors = () => db.prepare('SELECT vector FROM messages').all()
    expect(vectors()).toEqual([{ vector: asked.vector }])
    await store.write(writeChange({ from: asked, to: erased(asked) }))
    expect(vectors()).toEqual([{ vector: null }])
    expect(() => db.exec("UPDATE messages SET vector = x'01'")).toThrow(/CHECK constraint failed/)
    db.close()
  })

  test('made by a newer roomtone is left alone, with what to do', () => {
    openSqliteStore(folder).close()
    const db = new DatabaseSync(join(folder, 'roomtone.db'))
    db.exec('PRAGMA user_version = 99')
    expect(() => open()).toThrow(
      `${join(folder, 'roomtone.db')} was made by a newer roomtone (schema 99, this one knows 5): update roomtone, or choose another folder with --data DIR`,
    )
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 })
    db.close()
  })

  test('that is no database is left alone, with what to do', () => {
    writeFileSync(
      join(folder, 'roomtone.db'),
      'not a database, but long enough to be looked at by SQLite'.repeat(100),
    )
    expect(() => open()).toThrow(
      /roomtone\.db is no SQLite database, or a damaged one .*put a backup in its place/,
    )
  })

  test('in a folder that cannot be made is an error that names it', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => openSqliteStore(join(folder, 'file'))).toThrow(
      /cannot open .*file.roomtone\.db .*--data DIR/,
    )
  })
})

const source = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href)
