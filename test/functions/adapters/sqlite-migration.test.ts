import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSqliteStore, type SqliteStore } from '../../../functions/adapters/sqlite-store.ts'
import { auditRoom } from '../../../functions/pipeline/audit.ts'
import { erase } from '../../../functions/pipeline/erase.ts'
import { messageKey } from '../../../functions/pipeline/keys.ts'
import { MINUTE_MS, sum } from '../../../functions/pipeline/mood.ts'
import { record } from '../../../functions/pipeline/record.ts'
import { always, listAll, T, tally } from '../../contracts/store-samples.ts'
import { labelledOf, stillClock } from '../pipeline/samples.ts'

const MADE_BY_VERSION_1 = readFileSync(new URL('./sqlite-schema-1.sql', import.meta.url), 'utf8')

describe('a database made before messages had kinds and flags', () => {
  let folder: string
  let opened: SqliteStore
  const raw = () => new DatabaseSync(join(folder, 'roomtone.db'))
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'roomtone-'))
    const db = raw()
    db.exec(`PRAGMA journal_mode = WAL; ${MADE_BY_VERSION_1}`)
    db.close()
  })
  afterEach(() => {
    opened?.close()
    rmSync(folder, { recursive: true })
  })
  const open = () => {
    opened = openSqliteStore(folder)
    const clock = stillClock(T + MINUTE_MS)
    return { ...opened, clock, draw: () => 0.4 }
  }
  const limits = { deadlineMs: T + 600_000 }
  const audit = async ({ store, clock }: ReturnType<typeof open>) => {
    const { drift, unsettled } = await auditRoom({ store, clock }, 'hall', { repair: false, ...limits })
    return { drift, unsettled }
  }
  const clean = { drift: [], unsettled: [] }
  const totalOf = async ({ store }: ReturnType<typeof open>) =>
    sum((await store.counters('hall')).map(counter => counter.tally))
  const keyOf = (id: string) => messageKey({ room: 'hall', source: 'app', id })

  test('is opened with everything in it as it was; of its messages neither is known', async () => {
    const on = open()
    const { messages } = await on.store.list('hall', always, 10)
    expect(messages.map(({ id, text }) => [id, text])).toEqual([
      ['q-2', 'The sound is gone again'],
      ['q-4', 'Lovely talk!'],
      ['q-1', 'Will the slides be shared?'],
    ])
    expect(messages[2]).toEqual({
      ...{
        is: 'live',
        key: keyOf('q-1'),
        room: 'hall',
        source: 'app',
        id: 'q-1',
        revision: 0,
        author: 'Ada',
      },
      ...{ digest: 'db3ac1806fc627d9dc7c2ab5ab9a1428507ac9aa', text: 'Will the slides be shared?' },
      ...{ label: 'neutral', confidence: 0.81, score: -12, sure: true, model: 'sentiment@1' },
      ...{ postedAt: T, minute: T / MINUTE_MS, shard: 0, version: 1, expiresAt: 1766998800 },
    })
    for (const message of messages) expect(message).not.toHaveProperty('kind')
    expect((await on.store.read([keyOf('q-3')])).get(keyOf('q-3'))).toMatchObject({
      is: 'erased',
      version: 2,
    })
    expect(await totalOf(on)).toEqual(
      tally({
        ...{ n: 3, negative: 1, neutral: 1, positive: 1, unsure: 1, score: 488 },
        models: { 'sentiment@1': 3 },
      }),
    )
    expect([await on.store.rooms(), await on.store.shards()]).toEqual([['hall', 'lobby'], 16])
    const { letters } = await on.letters.list({ limit: 10 })
    expect(letters).toMatchObject([{ state: 'open', room: 'hall', edits: 0 }])
    expect(await on.letters.edit(letters[0]!, { edited: 'e30=', room: 'hall', atMs: T })).toBe(true)
    expect(await on.letters.get(letters[0]!.key)).toMatchObject({ edits: 1, body: letters[0]!.body })
    expect(await audit(on)).toEqual(clean)
  })

  test('counts questions and flags from then on, of new messages and of old ones that are edited', async () => {
    const on = open()
    await record(on, [labelledOf({ id: 'q-9', text: 'good?', postedAt: T })], limits)
    const edit = labelledOf({ id: 'q-1', text: 'so rude?', revision: 1, postedAt: T })
    expect([...(await record(on, [edit], limits)).values()]).toEqual([{ is: 'revised' }])
    expect(await totalOf(on)).toMatchObject({ n: 4, questions: 2, flagged: 1 })
    expect((await on.store.read([keyOf('q-1')])).get(keyOf('q-1'))).toMatchObject({
      ...{ kind: 'question', offensive: 0.9, flagged: true, version: 2 },
    })
    expect(await audit(on)).toEqual(clean)
    await erase(on, { room: 'hall', key: keyOf('q-1') }, limits)
    expect(await totalOf(on)).toMatchObject({ n: 3, questions: 1, flagged: 0 })
    expect(await audit(on)).toEqual(clean)
  })

  test('takes nothing back that an old message never counted as', async () => {
    const on = open()
    for (const id of ['q-1', 'q-2', 'q-4']) await erase(on, { room: 'hall', key: keyOf(id) }, limits)
    expect(await totalOf(on)).toEqual(tally())
    expect(await audit(on)).toEqual(clean)
  })

  test('is brought up to date once, and left as it is when it is opened again', async () => {
    const on = open()
    await record(on, [labelledOf({ id: 'q-9', text: 'good?', postedAt: T })], limits)
    on.close()
    const again = open()
    expect(await totalOf(again)).toMatchObject({ n: 4, questions: 1 })
    const db = raw()
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 5 })
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    db.close()
  })

  test('is brought up to date once where several threads open it at the same time', async () => {
    const code = `import(${JSON.stringify(new URL('../../../functions/adapters/sqlite-store.ts', import.meta.url).href)})
      .then(({ openSqliteStore }) => openSqliteStore(${JSON.stringify(folder)}).close())`
    const ended = ['a', 'b', 'c'].map(
      () =>
        new Promise<number>((resolve, reject) => {
          new Worker(code, { eval: true }).once('exit', resolve).once('error', reject)
        }),
    )
    expect(await Promise.all(ended)).toEqual([0, 0, 0])
    expect((await listAll(open().store, 'hall', 10)).ids).toEqual(['q-2', 'q-4', 'q-1'])
  })

  test('has the same tables as a new one', () => {
    open()
    const fresh = mkdtempSync(join(tmpdir(), 'roomtone-'))
    openSqliteStore(fresh).close()
    const columns = (at: string) => {
      const db = new DatabaseSync(join(at, 'roomtone.db'))
      const tables = ['messages', 'counters', 'counts_by_model', 'letters', 'rooms', 'config']
      const found = tables.map(table => db.prepare(`PRAGMA table_info(${table})`).all())
      db.close()
      return found
    }
    expect(columns(folder)).toEqual(columns(fresh))
    rmSync(fresh, { recursive: true })
  })
})
