import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { roomtone } from './run.ts'
import { type Asked, stubApi } from './stub-api.ts'

type Posted = { source: string; id: string; text: string }

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomtone-feed-'))
})
afterAll(() => rm(folder, { recursive: true }))

const opened: { close(): void }[] = []
afterEach(() => {
  for (const stub of opened.splice(0)) stub.close()
})

/** A stack that counts each identity once. `trouble` answers in its place, where it wants to. */
const counting = async (trouble: (asked: Asked, posts: number) => Answer = () => undefined) => {
  const counted = new Map<string, string>()
  let posts = 0
  const stub = await stubApi(asked => {
    if (asked.method === 'GET') return { status: 200, body: { room: 'r', n: counted.size } }
    const troubled = trouble(asked, ++posts)
    if (troubled) return troubled
    for (const { source, id, text } of asked.body as Posted[]) counted.set(`${source} ${id}`, text)
    return { status: 202, body: { messages: [] } }
  })
  opened.push(stub)
  return { ...stub, counted }
}
type Answer = { status: number; body?: unknown; hangUp?: boolean } | undefined

const tsv = async (texts: readonly string[]) => {
  const file = join(folder, `${crypto.randomUUID()}.tsv`)
  await writeFile(file, `label\ttext\n${texts.map(text => `x\t${text}\n`).join('')}`)
  return file
}
const texts = [...Array(450).keys()].map(at => (at % 50 === 0 ? '+1' : `question ${at}`))

test('every row is counted once, equal ones each, and feeding again changes nothing', async () => {
  const stack = await counting()
  const file = await tsv(texts)
  const first = await roomtone(['feed', file, '--room', 'r', '--url', stack.url])
  expect({ code: first.code, stdout: first.stdout }).toEqual({ code: 0, stdout: '' })
  expect(first.stderr).toMatch(/r: 450 messages accepted, 0 refused/)
  expect(first.stderr).toMatch(/the mood counts 450 messages now, 450 more than before/)
  expect([...stack.counted.values()].toSorted()).toEqual(texts.toSorted())
  for (const { method, body } of stack.asked)
    if (method === 'POST') expect((body as Posted[]).length).toBeLessThanOrEqual(100)
  const again = await roomtone(['feed', file, '--room', 'r', '--url', stack.url, '--no-wait'])
  expect(again.code).toBe(0)
  expect(stack.counted.size).toBe(450)
})

test('a stack that is killed, overloaded or loses its answers in the middle costs nothing', async () => {
  const troubles = [{ status: 0, hangUp: true }, { status: 503 }, { status: 429 }, { status: 500 }]
  const stack = await counting((_, posts) => troubles[posts - 2])
  const { code, stderr } = await roomtone(['feed', await tsv(texts), '--room', 'r', '--url', stack.url])
  expect(code).toBe(0)
  expect(stack.counted.size).toBe(450)
  expect(stderr).toMatch(/trying again for 30 s/)
  expect(stderr).toMatch(/it answers again/)
})

test('rows that are refused are named by their line, the others are accepted, and it exits 1', async () => {
  const stack = await counting(({ body }) =>
    (body as Posted[]).some(({ text }) => text === 'question 77')
      ? { status: 422, body: { detail: '/text: not here' } }
      : undefined,
  )
  const file = await tsv(['fine', '', ...texts])
  const { code, stderr } = await roomtone(['feed', file, '--room', 'r', '--url', stack.url, '--no-wait'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^line 3 refused: text is empty$/m)
  expect(stderr).toMatch(/^line 81 refused: \/text: not here$/m)
  expect(stderr).toMatch(/450 messages accepted, 2 refused/)
  expect(stack.counted.size).toBe(450)
})

test('what is refused for all alike ends the feed at once', async () => {
  const stack = await counting(() => ({ status: 403, body: { detail: 'this token may not post' } }))
  const { code, stderr } = await roomtone(['feed', await tsv(texts), '--room', 'r', '--url', stack.url])
  expect(code).toBe(1)
  expect(stderr).toMatch(/roomtone: this token may not post/)
  expect(stack.asked.filter(({ method }) => method === 'POST').length).toBeLessThanOrEqual(4)
})

test('Ctrl-C says what was done so far and exits 130', async () => {
  const stack = await counting()
  let isInterrupted = false
  const ended = roomtone(['feed', '-', '--room', 'r', '--url', stack.url], {
    // stdin stays open: nothing but the signal ends it.
    open: 'first\nsecond\nbad\u0007\n',
    onStderr: text => {
      if (isInterrupted || !text.includes('line 3 refused')) return undefined
      isInterrupted = true
      return 'SIGINT'
    },
  })
  const { code, stderr } = await ended
  expect(code).toBe(130)
  expect(stderr).toMatch(/stopped: \d messages? accepted, 1 refused.*nothing counts twice/)
})

test('a column that is not there, and a file that is not, end it before anything is posted', async () => {
  const stack = await counting()
  const file = await tsv(['a'])
  const missing = await roomtone(['feed', file, '--room', 'r', '--column', 'tweet', '--url', stack.url])
  expect(missing.code).toBe(1)
  expect(missing.stderr).toMatch(/^roomtone: .* has no column "tweet": its first line names "label", "text"/)
  expect((await roomtone(['feed', `${file}.gone`, '--room', 'r', '--url', stack.url])).code).toBe(1)
  expect(stack.asked.filter(({ method }) => method === 'POST')).toEqual([])
})
