import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { NOW, post } from '../functions/api/stand-in.ts'
import { type LettersStack, lettersStack } from './letters-stack.ts'
import { roomtone } from './run.ts'
import { stubApi } from './stub-api.ts'

let stack: LettersStack
beforeEach(async () => {
  stack = await lettersStack()
})
afterEach(() => stack.close())

const run = (...args: string[]) => roomtone([...args, '--url', stack.url])
const postTo = async (room: string, ...messages: object[]) => {
  await post(stack.app, room, messages)
  await stack.deliver()
}
const stored = async (room = 'demo') =>
  (await stack.store.list(room, { fromMs: 0, toMs: 9e15 }, 100)).messages
    .map(({ id, author, revision, text }) => `${id} r${revision} ${author ?? '-'}: ${text}`)
    .sort()
const counted = async (room = 'demo') =>
  (await stack.store.counters(room)).reduce((n, { tally }) => n + tally.n, 0)

describe('edit', () => {
  test('changes the text, keeps author and minute, and moves the counts', async () => {
    await postTo('demo', { id: 'q-1', text: 'good', author: 'Ada', postedAt: NOW - 600_000 })
    const { code, stderr } = await run('edit', 'demo', 'q-1', '--text', 'bad')
    expect([code, stderr]).toEqual([0, 'demo: q-1 is edited, as revision 1; its counts follow\n'])
    await stack.deliver()
    expect(await stored()).toEqual(['q-1 r1 Ada: bad'])
    expect((await run('edit', 'demo', 'q-1', '--text', 'good!', '--author', 'Bob')).stderr).toContain(
      'revision 2',
    )
    await stack.deliver()
    const [message] = (await stack.store.list('demo', { fromMs: 0, toMs: 9e15 }, 9)).messages
    expect(message).toMatchObject({ revision: 2, author: 'Bob', postedAt: NOW - 600_000, label: 'positive' })
    expect(await counted()).toBe(1)
  })

  test('of what is not there makes nothing, and says where to look', async () => {
    await postTo('demo', { id: 'q-1', source: 'chat', text: 'good' })
    const { code, stderr } = await run('edit', 'demo', 'q-1', '--text', 'x')
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /nothing is edited: there is no message "q-1" of "app" in "demo".*messages --json/,
      ),
    ])
    expect(stack.sent).toEqual([])
    expect((await run('edit', 'demo', 'q-1', '--source', 'chat', '--text', 'x')).code).toBe(0)
  })

  test('without a text says so', async () => {
    const { code, stderr } = await run('edit', 'demo', 'q-1')
    expect([code, stderr]).toEqual([2, expect.stringContaining("required option '--text <text>'")])
  })
})

describe('erase --author', () => {
  const letter = (fields: object) =>
    JSON.stringify({ room: 'demo', id: 'z', text: ' ', postedAt: NOW, ...fields })

  beforeEach(async () => {
    await postTo('demo', { id: 'a', text: 'good', author: 'Ada' }, { id: 'b', text: 'bad', author: 'Bob' })
    await postTo('hall', { id: 'a', text: 'good', author: 'Ada' }, { id: 'c', text: 'bad', author: 'Ada' })
    await stack.deliver([letter({ author: 'Ada' }), letter({ author: 'Bob' }), '{"author":"Ada'])
  })
  const letters = async () =>
    (await stack.letters.list({ limit: 9 })).letters.map(({ body }) => Buffer.from(body, 'base64').toString())

  test('says what it would do, and does nothing, with --dry-run', async () => {
    const { code, stdout, stderr } = await run('erase', '--author', 'Ada', '--dry-run')
    expect([code, stdout]).toEqual([0, 'would erase  1 message  demo\nwould erase  2 messages  hall\n'])
    expect(stderr).toMatch(/^3 messages in 2 rooms and 1 dead letter; nothing was done$/m)
    expect(stderr).toMatch(
      /^1 dead letter with that name cannot be read: .*`roomtone dlq purge [0-9a-f]{12}`$/m,
    )
    expect([await counted(), await counted('hall'), (await letters()).length]).toEqual([2, 2, 3])
  })

  test('asks first, and erases nothing where nobody is there to say yes', async () => {
    const { code, stderr } = await roomtone(['erase', '--author', 'Ada', '--url', stack.url], {
      input: 'yes\n',
    })
    expect([code, stderr]).toEqual([
      1,
      'roomtone: 3 messages in 2 rooms and 1 dead letter would be gone for good, and nobody is here to ask: give --yes, or look first with --dry-run\n',
    ])
    expect(await counted('hall')).toBe(2)
  })

  test('erases in every room with --yes, dead letters too; begun anew finds what has come since', async () => {
    const first = await run('erase', '--author', 'Ada', '--yes')
    expect([first.code, first.stdout]).toEqual([0, 'erased  1 message  demo\nerased  2 messages  hall\n'])
    expect(first.stderr).toMatch(/3 messages in 2 rooms and 1 dead letter by Ada erased; .*run this again/)
    expect([await stored(), await stored('hall')]).toEqual([['b r0 Bob: bad'], []])
    expect((await letters()).sort()).toEqual(['{"author":"Ada', letter({ author: 'Bob' })])
    await postTo('hall', { id: 'c', text: 'bad', author: 'Ada' }, { id: 'd', text: 'bad', author: 'Ada' })
    const second = await run('erase', '--author', 'Ada', '--yes')
    expect(second.stdout).toBe('erased  1 message  hall\n')
    expect([await counted(), await counted('hall')]).toEqual([1, 0])
    expect((await run('erase', '--author', 'Ada')).stderr).toMatch(/^nothing by Ada is here$/m)
  })

  test('of a room and a source leaves the others', async () => {
    await postTo('hall', { id: 'e', source: 'chat', text: 'bad', author: 'Ada' })
    const one = await run('erase', '--author', 'Ada', '--room', 'hall', '--source', 'chat', '--yes')
    expect([one.code, one.stdout]).toEqual([0, 'erased  1 message  hall\n'])
    expect([await counted(), await counted('hall'), (await letters()).length]).toEqual([2, 2, 3])
  })

  test('stops at Ctrl-C after the step that has begun, and says to run it again', async () => {
    const report = { looked: 500, found: 1, erased: 1, cursor: 'next' } // endless: only an interruption ends it
    let pid = 0
    let steps = 0
    const api = await stubApi(({ path }) => {
      if (path === '/v1/rooms') return { status: 200, body: { rooms: ['demo'] } }
      if (++steps === 3) process.kill(pid, 'SIGINT')
      return { status: 200, body: report }
    })
    const onPid = (started: number) => {
      pid = started
    }
    const { code, stderr } = await roomtone(['erase', '--author', 'Ada', '--yes', '--url', api.url], {
      onPid,
    })
    api.close()
    expect(code).toBe(130)
    expect(stderr).toMatch(
      /by Ada erased; stopped before the end: run this again, what is erased stays erased/,
    )
  })

  test.each([
    [['erase'], /give a room and a message, or --author/],
    [['erase', 'demo'], /give the key of the message, or its --id/],
    [['erase', 'demo', '--author', 'Ada'], /narrow it with --room and --source/],
    [['erase', '--author', 'Ada', '--id', 'q'], /narrow it with --room and --source/],
    [['erase', 'demo', '--id', 'q', '--dry-run'], /--room, --dry-run and --yes go with --author/],
  ])('%j says what is missing, and erases nothing', async (args, why) => {
    const { code, stderr } = await run(...args)
    expect([code, stderr]).toEqual([2, expect.stringMatching(why)])
    expect(await counted('hall')).toBe(2)
  })
})
