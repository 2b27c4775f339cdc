import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import { NOW } from '../functions/api/stand-in.ts'
import { type LettersStack, lettersStack } from './letters-stack.ts'
import { roomtone } from './run.ts'

let stack: LettersStack
let folder: string
beforeEach(async () => {
  stack = await lettersStack()
  folder = mkdtempSync(join(tmpdir(), 'roomtone-'))
})
afterEach(() => {
  stack.close()
  rmSync(folder, { recursive: true })
})

type How = { url?: string; env?: Record<string, string>; input?: string }

const dlq = ({ url = stack.url, ...how }: How, ...args: string[]) =>
  roomtone(['dlq', ...args, '--url', url], { cwd: folder, ...how })

const body = (id: string, text = ' ', room = 'demo') => JSON.stringify({ room, id, text, postedAt: NOW })
const letters = async (): Promise<DeadLetter[]> => (await stack.letters.list({ limit: 100 })).letters
/** The letter of that body, rejected now; the next one a second later. */
const letterOf = async (text: string): Promise<DeadLetter> => {
  await stack.deliver([text])
  stack.clock.nowMs += 1_000
  return (await letters())[0]!
}
const counted = async (room = 'demo') =>
  (await stack.store.counters(room)).reduce((n, { tally }) => n + tally.n, 0)

describe('edit', () => {
  test('find, mend, replay: what was mended is counted, once', async () => {
    const { key } = await letterOf(body('q-1'))
    const edited = await dlq({}, 'edit', key.slice(0, 12), '/text', 'So good!', '/author', 'Ada')
    expect([edited.code, edited.stdout]).toEqual([0, `edited  ${key.slice(0, 12)}  bad-shape  demo\n`])
    expect(edited.stderr).toContain(
      `a replay would make it: counted; \`roomtone dlq replay ${key.slice(0, 12)}\``,
    )
    const shown = await dlq({}, 'show', key)
    expect(shown.stdout).toMatch(/^edited {4}1 time, last .*; a replay posts this:\n\n\{.*"So good!".*\}$/m)
    expect((await dlq({}, 'replay', key)).code).toBe(0)
    await stack.deliver([...stack.sent, ...stack.sent])
    expect(await counted()).toBe(1)
    expect((await letters())[0]).toMatchObject({ state: 'replayed', edits: 1 })
  })

  test.each<[string, string[], RegExp]>([
    [
      'an identity',
      ['/id', 'q-2', '/text', 'x'],
      /not edited: it changes the message's id from "q-1" to "q-2".*counted twice/,
    ],
    [
      'a value that breaks the schema',
      ['/text', '7'],
      /not edited: it would still be bad-shape: text: Invalid input/,
    ],
    [
      'what leaves it broken',
      ['/author', 'Ada'],
      /not edited: it would still be bad-shape: text: text is empty/,
    ],
    ['a place that is not there', ['/data/text', 'x'], /there is no "data" at \//],
    ['no place at all', ['text', 'x'], /no JSON Pointer: it starts with "\/"/],
  ])('of %s is refused, with why, and nothing is changed', async (_, pairs, why) => {
    const letter = await letterOf(body('q-1'))
    const { code, stderr } = await dlq({}, 'edit', letter.key, ...pairs)
    expect([code, stderr]).toEqual([1, expect.stringMatching(why)])
    expect((await letters())[0]).toEqual(letter)
  })

  test('of what is no JSON is done whole, from a file', async () => {
    const { key } = await letterOf('{"room":"demo","id":"q-1')
    expect((await dlq({}, 'edit', key, '/text', 'x')).stderr).toMatch(
      /not JSON .*edit it whole, with --file or \$EDITOR/,
    )
    expect((await dlq({ input: body('q-1', 'good') }, 'edit', key, '--file', '-')).code).toBe(0)
    expect((await letters())[0]).toMatchObject({ edits: 1, room: 'demo' })
  })

  test('by hand opens $EDITOR; what is refused is kept, and what is not changed is no edit', async () => {
    const { key } = await letterOf(body('q-1'))
    const editor = join(folder, 'editor.sh')
    const withEditor = (script: string) => {
      writeFileSync(editor, `#!/bin/sh\n${script}\n`)
      chmodSync(editor, 0o755)
      return dlq({ env: { EDITOR: `${editor} -w`, TMPDIR: folder } }, 'edit', key)
    }
    expect((await withEditor('true')).stderr).toContain('nothing was changed')
    expect((await withEditor('exit 3')).stderr).toContain('ended with exit code 3: nothing is edited')
    const refused = await withEditor(`echo '{"room":"demo"}' > "$2"`)
    const [, kept] = /what you wrote is kept: `roomtone dlq edit \w+ --file (.*)`/.exec(refused.stderr) ?? []
    expect(readFileSync(kept!, 'utf8')).toBe('{"room":"demo"}\n')
    rmSync(join(kept!, '..'), { recursive: true })
    const edited = await withEditor(`printf '%s\\n' '${body('q-1', 'good')}' > "$2"`)
    expect(edited.code).toBe(0)
    expect(Buffer.from((await letters())[0]!.edited!, 'base64').toString()).toBe(body('q-1', 'good'))
    expect(readdirSync(folder).filter(name => name.startsWith('roomtone-letter'))).toEqual([])
    expect((await dlq({}, 'edit', key)).stderr).toMatch(/what should change\? Give pairs .* or set EDITOR/)
  })
})

describe('replay by options', () => {
  test('says first what each would become, goes by reason, room and time, and leaves parked ones', async () => {
    const parked = await letterOf(body('q-0'))
    const fromMs = stack.clock.nowMs
    const old = await letterOf('{"torn')
    await letterOf(body('q-1', ' ', 'other'))
    const mended = await letterOf(body('q-2'))
    await dlq({}, 'edit', mended.key, '/text', 'good')
    expect((await dlq({}, 'park', parked.key)).stdout).toMatch(/^parked {2}\w{12} {2}bad-shape {2}demo$/m)
    const options = ['replay', '--room', 'demo', '--from', String(fromMs)]
    const dry = await dlq({}, ...options, '--dry-run')
    expect(dry.stdout).toBe(`would be  ${mended.key.slice(0, 12)}  bad-shape  demo  counted\n`)
    expect(stack.sent).toEqual([])
    const { code, stdout } = await dlq({}, ...options)
    expect([code, stdout]).toEqual([0, `replayed  ${mended.key.slice(0, 12)}  bad-shape  demo\n`])
    expect(stack.sent).toEqual([body('q-2', 'good')])
    expect((await letters()).find(({ key }) => key === old.key)).toMatchObject({ state: 'open' })
  })

  test('is stopped by Ctrl-C at its rate, and --resume posts the rest', async () => {
    for (let nth = 0; nth < 6; nth++) await letterOf(body(`q-${nth}`))
    const args = ['dlq', 'replay', '--all', '--rate', '2', '--url', stack.url]
    const stopped = await roomtone(args, {
      cwd: folder,
      onStdout: text => (text.split('\n').length > 2 ? 'SIGINT' : undefined),
    })
    expect([stopped.code, stopped.stderr]).toEqual([130, expect.stringContaining('--resume goes on')])
    expect(stack.sent.length).toBeLessThan(6)
    const again = await dlq({}, 'replay', '--all')
    expect(again.stderr).toMatch(/journal of a replay that has not finished.*--resume/)
    const { code, stdout } = await dlq({}, 'replay', '--resume')
    expect([code, stdout.match(/^replayed/gm)!.length]).toEqual([
      0,
      6 - stopped.stdout.match(/^replayed/gm)!.length,
    ])
    expect(stack.sent.toSorted()).toEqual(Array.from({ length: 6 }, (_, nth) => body(`q-${nth}`)))
    expect(existsSync(join(folder, 'roomtone-replay.ndjson'))).toBe(false)
  })

  test.each<[string, string, string[], RegExp]>([
    [
      'of other options',
      'reason',
      ['--reason', 'conflict', '--resume'],
      /journal of another replay: at .*, reason bad-shape/,
    ],
    ['of another stack', 'url', ['--resume'], /journal of another replay: at http:\/\/elsewhere/],
    ['that is none', 'none', ['--resume'], /is not the journal of a replay/],
    ['that is not there', 'missing', ['--resume'], /there is no journal .* nothing to resume/],
  ])('refuses a journal %s, and posts nothing', async (_, which, args, why) => {
    await letterOf(body('q-1'))
    const wanted = { reason: 'bad-shape', state: 'open', to: NOW * 2 }
    const url = which === 'url' ? 'http://elsewhere' : stack.url
    const text = which === 'none' ? 'id,text\n' : `${JSON.stringify({ replay: 1, url, wanted })}\n`
    const file = join(folder, 'journal')
    if (which !== 'missing') writeFileSync(file, text)
    const { code, stderr } = await dlq({}, 'replay', ...args, '--journal', file)
    expect([code, stderr]).toEqual([1, expect.stringMatching(why)])
    expect(stack.sent).toEqual([])
    if (which !== 'missing') expect(readFileSync(file, 'utf8')).toBe(text)
  })
})

describe('purge', () => {
  test('on a pipe is refused without --yes, and purges what was chosen with it', async () => {
    await letterOf(body('q-1'))
    const kept = await letterOf('{"torn')
    const refused = await dlq({ input: 'yes\n' }, 'purge', '--room', 'demo')
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/1 dead letter would be gone for good.*--yes/),
    ])
    expect(await letters()).toHaveLength(2)
    const { code, stderr } = await dlq({}, 'purge', '--room', 'demo', '--yes')
    expect([code, stderr]).toEqual([0, expect.stringContaining('1 dead letter purged')])
    expect(await letters()).toEqual([kept])
  })

  test.each(['purge', 'replay', 'park', 'export'])(
    '%s of nothing in particular is no command',
    async command => {
      const { code, stderr } = await dlq({}, command)
      expect([code, stderr]).toEqual([2, expect.stringContaining('give ids, or --reason')])
    },
  )
})

test('what export writes, import takes in elsewhere as it was, once; a damaged line harms no other', async () => {
  const { key } = await letterOf(body('q-1'))
  await letterOf('{"torn\u001b')
  await dlq({}, 'edit', key, '/text', 'good')
  const before = await letters()
  const exported = await dlq({}, 'export', '--all')
  expect(
    exported.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
  ).toEqual(before)
  const first = stack
  stack = await lettersStack()
  first.close()
  const [one, two] = exported.stdout.trim().split('\n')
  const damaged = JSON.stringify({ ...JSON.parse(one!), body: 'e30=' })
  const lines = [one, '{"torn', damaged, '', '{}', two].join('\n')
  const imported = await dlq({ input: lines }, 'import', '-')
  expect([imported.code, await letters()]).toEqual([1, before])
  expect(imported.stderr).toMatch(/line 2 refused: it is not JSON/)
  expect(imported.stderr).toMatch(/line 3 refused: .*its key is not that of its body/)
  expect(imported.stderr).toMatch(/line 5 refused: it is no dead letter/)
  expect(imported.stderr).toMatch(/2 dead letters imported, 0 were here already and stay, 3 refused/)
  const again = await dlq({ input: exported.stdout }, 'import', '-')
  expect([again.code, again.stderr]).toEqual([
    0,
    expect.stringContaining('0 dead letters imported, 2 were here already'),
  ])
})
