/* Names that mean something to a language, a query or a protocol mean nothing here: each is counted as it is written. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openSqliteStore } from '../../functions/adapters/sqlite-store.ts'
import { sum } from '../../functions/pipeline/mood.ts'
import { processBatch } from '../../functions/pipeline/process-batch.ts'
import { ask, NOW, problemOf, standIn } from './api/stand-in.ts'
import { bench, deliveryOf, T } from './pipeline/samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'roomtone-names-'))
const { store, letters, close } = openSqliteStore(folder)
afterAll(() => {
  close()
  rmSync(folder, { recursive: true })
})

const names = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then'],
  ...["'; DROP TABLE messages; --", '" OR 1=1', 'a%_b', '\\', '#{7*7}', '{{7*7}}', '$(reboot)', '`id`'],
  ...['../../etc/passwd', '..\\..', '/', '?a=b&c', '#', 'room#total', 'a/../b', '%2e%2e%2f', '*', 'null'],
  ...['<script>alert(1)</script>', '=HYPERLINK("http://evil.example")', '+1', '-1', '@user'],
]

test.each(names)(
  'a room, a source, an id and an author named %s are counted once, and erased',
  async name => {
    const { ports } = bench({ store, letters })
    const delivery = deliveryOf({ room: name, source: name, id: name, author: name, text: `good ${name}` })
    const limits = { deadlineMs: T + 8_000 }
    const [first, again] = await Promise.all([
      processBatch(ports, [delivery], limits),
      processBatch(ports, [delivery], limits),
    ])
    expect([first[0]!.is, again[0]!.is].toSorted()).toEqual(['counted', 'duplicate'])
    expect(await store.rooms()).toContain(name)
    expect(sum((await store.counters(name)).map(({ tally }) => tally))).toMatchObject({ n: 1, positive: 1 })
    const { messages } = await store.list(name, { fromMs: 0, toMs: T + 1 }, 10)
    expect(messages).toMatchObject([{ room: name, source: name, id: name, author: name }])
    const erasure = JSON.stringify({ room: name, source: name, id: name, erased: true })
    expect(await processBatch(ports, [deliveryOf(erasure)], limits)).toEqual([{ is: 'erased' }])
    expect(sum((await store.counters(name)).map(({ tally }) => tally)).n).toBe(0)
  },
)

test('no name changes what every object has', () => {
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as { n?: number }).n).toBeUndefined()
})

test.each(names)('the API answers for a room named %s as for any other', async name => {
  const { app, deliver } = standIn()
  await deliver([JSON.stringify({ room: name, id: 'q-1', text: 'good', postedAt: NOW })])
  const path = encodeURIComponent(name)
  const mood = await ask(app, `/v1/rooms/${path}/mood?grain=total`)
  expect(await mood.json()).toMatchObject({ room: name, n: 1 })
  expect(await (await ask(app, '/v1/rooms')).json()).toEqual({ rooms: [name] })
})

test.each(['a\r\nSet-Cookie: a=b', 'a\nb', 'a\u0000b', 'a\u2028b', '\u202eb'])(
  'a room named %j is refused, and stands in no header of the answer',
  async name => {
    const answer = await ask(standIn().app, `/v1/rooms/${encodeURIComponent(name)}/mood`)
    expect([...answer.headers].flat().join()).not.toMatch(/set-cookie|[\r\n]/i)
    expect(answer.status).toBe(422)
    await problemOf(answer)
  },
)

test('a parameter that every object has is none of the query', async () => {
  const answer = await ask(standIn().app, '/v1/rooms/r/messages?__proto__=1&constructor=2')
  expect(answer.status).toBe(422)
})
