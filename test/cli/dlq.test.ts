import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import { roomtone } from './run.ts'
import { type Answered, type Asked, stubApi } from './stub-api.ts'

const hex = (key: string) => Buffer.from(key).toString('hex').padEnd(40, '0')

const letter = (name: string, body: string | Uint8Array, more: Partial<DeadLetter> = {}): DeadLetter => ({
  key: hex(name),
  reason: 'bad-shape',
  detail: 'text: missing',
  body: Buffer.from(body as string).toString('base64'),
  room: 'demo',
  origin: { source: 'sqs', name: 'posted', delivery: 'd-1' },
  receives: 1,
  rejectedAt: 1_763_800_000_000,
  rejections: 1,
  state: 'open',
  replays: 0,
  edits: 0,
  ...more,
})

const evil = letter('evil', '{"a":"\u001b]0;owned\u0007",\n"b":"\u202e"}', {
  detail: 'a: \u001b[2J',
  room: 'r\u009bm',
})
const binary = letter('binary', new Uint8Array([0xff, 0x1b, 0x41]), { reason: 'not-utf8' })
const letters = [evil, binary, letter('twin-1', 'x'), letter('twin-2', 'x')]

/** The dead-letter part of the API, two letters a page; the binary one cannot be posted. */
const answer = ({ method, path, body }: Asked): Answered => {
  const url = new URL(path, 'http://stub')
  const [, , route, key] = url.pathname.split('/')
  if (method === 'POST')
    return { status: 200, body: { letters: (body as Replay).keys.map(become(body as Replay)) } }
  const one = letters.find(candidate => candidate.key === key)
  if (key !== undefined) return one ? { status: 200, body: one } : { status: 404, body: { detail: 'none' } }
  const begin = url.searchParams.get('prefix') ?? ''
  const fitting = letters.filter(candidate => candidate.key.startsWith(begin))
  const start = Number(url.searchParams.get('cursor') ?? 0)
  const more = start + 2 < fitting.length ? { cursor: String(start + 2) } : {}
  const page = fitting.slice(start, start + 2)
  return { status: 200, body: { [route === 'dead-letters' ? 'letters' : 'heads']: page, ...more } }
}

type Replay = { keys: string[]; dryRun: boolean }
const become =
  ({ dryRun }: Replay) =>
  (key: string) => {
    if (key === binary.key) return { key, is: 'unsendable', why: 'its bytes are not UTF-8' }
    return { key, is: dryRun ? 'counted' : 'replayed' }
  }

const opened: { close(): void }[] = []
const folder = mkdtempSync(join(tmpdir(), 'roomtone-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  for (const stub of opened.splice(0)) stub.close()
})

const dlq = async (...args: string[]) => {
  const stub = await stubApi(answer)
  opened.push(stub)
  return { ...(await roomtone(['dlq', ...args, '--url', stub.url], { cwd: folder })), asked: stub.asked }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/

test('ls --letters lists every page, one line a letter, and nothing that a terminal obeys', async () => {
  const { code, stdout, stderr } = await dlq('ls', '--letters')
  expect(code).toBe(0)
  expect(stdout.trimEnd().split('\n')).toHaveLength(4)
  expect(stdout).not.toMatch(OBEYED)
  expect(stdout).toContain('r\\x9bm')
  expect(stdout).toContain('{"a":"\\x1b]0;owned\\x07",\\n"b":"\\u{202e}"}')
  expect(stderr).toContain('4 dead letters')
})

test('ls counts what is on every page by reason, the most frequent first, with an example that no terminal obeys', async () => {
  const { code, stdout, stderr } = await dlq('ls')
  expect(code).toBe(0)
  expect(stdout).not.toMatch(OBEYED)
  const [, first, second, ...rest] = stdout.trimEnd().split('\n')
  expect(first).toMatch(/^bad-shape +3 {2}2025-11-22 08:26:40 .*a: \\x1b\[2J {2}\{"a":"\\x1b\]0;owned/)
  expect(second).toMatch(/^not-utf8 +1 /)
  expect(rest).toEqual([])
  expect(stderr).toContain('4 dead letters')
})

test('ls --json is a reason a line', async () => {
  const { stdout } = await dlq('ls', '--json')
  const [first] = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(first).toEqual({
    reason: 'bad-shape',
    count: 3,
    oldest: 1_763_800_000_000,
    newest: 1_763_800_000_000,
    example: evil.key,
    detail: 'a: \u001b[2J',
  })
})

test('ls asks for open letters, and for the reason, room and time that were given', async () => {
  const { asked } = await dlq('ls', '--reason', 'conflict', '--room', 'demo', '--from', '2026-11-22T09:00Z')
  const { pathname, searchParams } = new URL(asked[0]!.path, 'http://stub')
  expect([pathname, Object.fromEntries(searchParams)]).toMatchObject([
    '/v1/dead-letter-heads',
    { reason: 'conflict', room: 'demo', state: 'open', from: String(Date.UTC(2026, 10, 22, 9)) },
  ])
  expect((await dlq('ls', '--letters', '--state', 'all')).asked[0]!.path).not.toContain('state=')
})

test('ls --letters --json is a letter a line, whole', async () => {
  const { stdout } = await dlq('ls', '--letters', '--json')
  expect(stdout).not.toMatch(OBEYED)
  expect(
    stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
  ).toEqual(letters)
})

test('ls --letters stops at the limit and says that there are more', async () => {
  const { stdout, stderr } = await dlq('ls', '--letters', '--limit', '3')
  expect(stdout.trim().split('\n')).toHaveLength(3)
  expect(stderr).toContain('there are more')
})

test('show decodes the body and escapes what a terminal would obey; an id may be cut short', async () => {
  const { code, stdout } = await dlq('show', hex('evil').slice(0, 8))
  expect(code).toBe(0)
  expect(stdout).not.toMatch(OBEYED)
  expect(stdout).toContain('\n\n{"a":"\\x1b]0;owned\\x07",\n"b":"\\u{202e}"}\n')
})

test('show says of bytes that are no text that they are none', async () => {
  const { stdout } = await dlq('show', binary.key)
  expect(stdout).toContain('3 bytes, not UTF-8')
  expect(stdout).toContain('ÿ\\x1bA')
})

test('show --raw into a pipe gives the bytes as they came', async () => {
  expect((await dlq('show', hex('evil').slice(0, 8), '--raw')).stdout).toBe(
    '{"a":"\u001b]0;owned\u0007",\n"b":"\u202e"}',
  )
})

test.each([
  ['an id that nothing has', 'abcdef', /there is no dead letter abcdef/],
  ['what is no id', 'nothing', /there is no dead letter nothing/],
  ['a whole id that nothing has', 'a'.repeat(40), /there is no dead letter a+/],
  ['the beginning of two ids', hex('twin').slice(0, 8), /several dead letters have an id that begins with/],
])('show: %s is an error that says so', async (_, id, message) => {
  const { code, stdout, stderr } = await dlq('show', id)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(message)
})

const posted = (asked: readonly Asked[]) =>
  asked.filter(({ method }) => method === 'POST').map(({ body }) => body as Replay)

test('replay --dry-run says of each letter what it would become, and posts nothing', async () => {
  const { code, stdout, stderr, asked } = await dlq('replay', '--all', '--dry-run')
  expect(code).toBe(0)
  expect(stdout.match(/^would be .* counted$/gm)).toHaveLength(3)
  expect(stdout).toMatch(/^would be .*not postable \(its bytes are not UTF-8\)$/m)
  expect(stderr).toContain('4 dead letters: 3 counted, 1 unsendable; nothing was done')
  expect(posted(asked).map(({ dryRun }) => dryRun)).toEqual([true, true])
})

test('replay goes on past a letter that is refused, exits 1 for it, and leaves no journal', async () => {
  const { code, stdout, stderr } = await dlq('replay', '--all')
  expect(code).toBe(1)
  expect(stdout.match(/^replayed/gm)).toHaveLength(3)
  expect(stdout).toMatch(/^refused .*its bytes are not UTF-8$/m)
  expect(stderr).toMatch(/3 dead letters posted again; 1 refused/)
  expect(readdirSync(folder)).toEqual([])
})

test('replay of an id replays that letter once, however often it is named', async () => {
  const { code, asked } = await dlq('replay', hex('evil').slice(0, 8), evil.key)
  expect(code).toBe(0)
  expect(posted(asked)).toEqual([{ keys: [evil.key], dryRun: false }])
})

test('replay of several ids replays none where one of them is unknown', async () => {
  const { code, asked } = await dlq('replay', hex('evil').slice(0, 8), 'abcdef')
  expect(code).toBe(1)
  expect(posted(asked)).toEqual([])
})
