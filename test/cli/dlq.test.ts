import { afterEach, expect, test } from 'vitest'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import { roomtone } from './run.ts'
import { type Answered, type Asked, stubApi } from './stub-api.ts'

const letter = (key: string, body: string | Uint8Array, more: Partial<DeadLetter> = {}): DeadLetter => ({
  key: key.padEnd(32, 'x'),
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

const evil = letter('evilest', '{"a":"\u001b]0;owned\u0007",\n"b":"\u202e"}', {
  detail: 'a: \u001b[2J',
  room: 'r\u009bm',
})
const binary = letter('binary', new Uint8Array([0xff, 0x1b, 0x41]), { reason: 'not-utf8' })
const letters = [evil, binary, letter('twin-1', 'x'), letter('twin-2', 'x')]

/** The dead-letter part of the API, two letters a page. */
const answer = ({ method, path }: Asked): Answered => {
  const url = new URL(path, 'http://stub')
  const key = url.pathname.split('/')[3]
  const one = letters.find(candidate => candidate.key === key)
  if (key !== undefined && !one) return { status: 404, body: { detail: 'no such letter' } }
  if (method === 'POST')
    return one === binary
      ? { status: 409, body: { detail: 'its bytes are not UTF-8' } }
      : { status: 202, body: { ...one, state: 'replayed', replays: 1 } }
  if (one) return { status: 200, body: one }
  const start = Number(url.searchParams.get('cursor') ?? 0)
  const more = start + 2 < letters.length ? { cursor: String(start + 2) } : {}
  return { status: 200, body: { letters: letters.slice(start, start + 2), ...more } }
}

const opened: { close(): void }[] = []
afterEach(() => {
  for (const stub of opened.splice(0)) stub.close()
})

const dlq = async (...args: string[]) => {
  const stub = await stubApi(answer)
  opened.push(stub)
  return { ...(await roomtone(['dlq', ...args, '--url', stub.url])), asked: stub.asked }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/

test('ls lists every page, one line a letter, and nothing that a terminal obeys', async () => {
  const { code, stdout, stderr } = await dlq('ls')
  expect(code).toBe(0)
  expect(stdout.trimEnd().split('\n')).toHaveLength(4)
  expect(stdout).not.toMatch(OBEYED)
  expect(stdout).toContain('r\\x9bm')
  expect(stdout).toContain('{"a":"\\x1b]0;owned\\x07",\\n"b":"\\u{202e}"}')
  expect(stderr).toContain('4 dead letters')
})

test('ls asks for open letters, and for the reason and room that were given', async () => {
  const { asked } = await dlq('ls', '--reason', 'conflict', '--room', 'demo')
  expect(asked[0]!.path).toMatch(/\?reason=conflict&room=demo&state=open&limit=\d+$/)
  expect((await dlq('ls', '--state', 'all')).asked[0]!.path).not.toContain('state=')
})

test('ls --json is a letter a line, whole', async () => {
  const { stdout } = await dlq('ls', '--json')
  expect(stdout).not.toMatch(OBEYED)
  expect(
    stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
  ).toEqual(letters)
})

test('ls stops at the limit and says that there are more', async () => {
  const { stdout, stderr } = await dlq('ls', '--limit', '3')
  expect(stdout.trim().split('\n')).toHaveLength(3)
  expect(stderr).toContain('there are more')
})

test('show decodes the body and escapes what a terminal would obey; an id may be cut short', async () => {
  const { code, stdout } = await dlq('show', 'evilest')
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
  expect((await dlq('show', 'evilest', '--raw')).stdout).toBe('{"a":"\u001b]0;owned\u0007",\n"b":"\u202e"}')
})

test.each([
  ['an id that nothing has', 'nothing', /there is no dead letter nothing/],
  ['a whole id that nothing has', 'n'.repeat(32), /there is no dead letter n+/],
  ['the beginning of two ids', 'twin', /2 dead letters have an id that begins with twin/],
])('show: %s is an error that says so', async (_, id, message) => {
  const { code, stdout, stderr } = await dlq('show', id)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(message)
})

test('replay --dry-run names the letters and posts nothing', async () => {
  const { code, stdout, asked } = await dlq('replay', '--all', '--dry-run')
  expect(code).toBe(0)
  expect(stdout.match(/^would replay/gm)).toHaveLength(4)
  expect(asked.filter(({ method }) => method === 'POST')).toEqual([])
})

test('replay goes on past a letter that is refused, and exits 1 for it', async () => {
  const { code, stdout, stderr } = await dlq('replay', '--all')
  expect(code).toBe(1)
  expect(stdout.match(/^replayed/gm)).toHaveLength(3)
  expect(stdout).toMatch(/^refused {3}binary.*its bytes are not UTF-8$/m)
  expect(stderr).toMatch(/3 dead letters posted again; 1 refused/)
})

test('replay of an id replays that letter once, however often it is named', async () => {
  const { code, asked } = await dlq('replay', 'evilest', evil.key)
  expect(code).toBe(0)
  expect(asked.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual([
    `/v1/dead-letters/${evil.key}/replay`,
  ])
})

test('replay of several ids replays none where one of them is unknown', async () => {
  const { code, asked } = await dlq('replay', 'evilest', 'nothing')
  expect(code).toBe(1)
  expect(asked.filter(({ method }) => method === 'POST')).toEqual([])
})
