import { afterEach, expect, test } from 'vitest'
import type { MessageView } from '../../schemas/message-view.ts'
import { roomtone } from './run.ts'
import { type Answered, type Asked, stubApi } from './stub-api.ts'

const opened: { close(): void }[] = []
afterEach(() => {
  for (const stub of opened.splice(0)) stub.close()
})

/** `roomtone messages …` against a stub that answers as given. */
const against = async (answer: (asked: Asked) => Answered) => {
  const stub = await stubApi(answer)
  opened.push(stub)
  const run = (...args: string[]) => roomtone(['messages', ...args], { env: { ROOMTONE_URL: stub.url } })
  return { asked: stub.asked, run }
}

const message = (at: number, fields: Partial<MessageView> = {}): MessageView => ({
  ...{ key: String(at).padStart(40, '0'), source: 'app', id: `q-${at}`, revision: 0, text: `text ${at}` },
  ...{ postedAt: 1_763_800_000_000, label: 'positive', confidence: 0.9312, score: 0.9, sure: true },
  ...{ model: 'sentiment@1', version: 1 },
  ...fields,
})

/** Pages of a list of `total` messages, the cursor being where to go on. */
const paged =
  (total: number) =>
  ({ path }: Asked): Answered => {
    const query = new URL(path, 'http://stub').searchParams
    const [from, limit] = [Number(query.get('cursor') ?? 0), Number(query.get('limit'))]
    const to = Math.min(from + limit, total)
    const messages = Array.from({ length: to - from }, (_, at) => message(from + at))
    return { status: 200, body: { messages, ...(to < total ? { cursor: String(to) } : {}) } }
  }

test('each message is a line: when, what it was labelled, what it says, and its key', async () => {
  const { run } = await against(() => ({
    status: 200,
    body: {
      messages: [
        message(1, { author: 'Ada', kind: 'question', offensive: 0.91, flagged: true, sure: false }),
        message(2, {
          label: 'negative',
          text: `\u001b[2J${'x'.repeat(200)}`,
          kind: 'comment',
          flagged: false,
        }),
        (({ text, ...rest }) => rest)(message(3)),
      ],
    },
  }))
  const { code, stdout, stderr } = await run('demo')
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'demo: 3 messages\n' })
  const key = (at: number) => String(at).padStart(40, '0')
  expect(stdout.trimEnd().split('\n')).toEqual([
    `2025-11-22 08:26:40  positive  0.93  Ada: text 1 (unsure, question, flagged)  ${key(1)}`,
    `2025-11-22 08:26:40  negative  0.93  \\x1b[2J${'x'.repeat(95)}…  ${key(2)}`,
    `2025-11-22 08:26:40  positive  0.93  text not kept  ${key(3)}`,
  ])
})

test('what is asked for goes to the API, and a room may have any name', async () => {
  const { run, asked } = await against(() => ({ status: 200, body: { messages: [] } }))
  await run('Q&A #1', '--kind', 'question', '--flagged', '--label', 'negative', '--limit', '5')
  await run('demo', '--sort', 'negative', '--limit', '100')
  expect(asked.map(({ path }) => path)).toEqual([
    '/v1/rooms/Q&A #1/messages?kind=question&flagged=true&label=negative&sort=newest&limit=6',
    '/v1/rooms/demo/messages?sort=negative&limit=100',
  ])
})

test.each([
  [1, ['0'], 'there are more: --limit 10 shows them\n'],
  [3, ['0', '1', '2'], 'there are more: --limit 30 shows them\n'],
  [250, undefined, 'demo: 250 messages\n'],
  [300, undefined, 'demo: 250 messages\n'],
])('--limit %i shows that many of 250, over as many pages as it takes', async (limit, ids, says) => {
  const { run } = await against(paged(250))
  const { stdout, stderr } = await run('demo', '--limit', `${limit}`, '--json')
  const lines = stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(Math.min(limit, 250))
  const wanted = ids ?? [...Array(250).keys()].map(String)
  expect(lines.map(line => JSON.parse(line).id)).toEqual(wanted.map(id => `q-${id}`))
  expect(stderr).toBe(says)
})

test('a page with nothing on it is not the end while it has a cursor', async () => {
  const { run } = await against(({ path }) => ({
    status: 200,
    body: path.includes('cursor') ? { messages: [message(7)] } : { messages: [], cursor: 'on' },
  }))
  expect((await run('demo', '--kind', 'question')).stdout).toContain('text 7')
})

test('where nothing fits, that is said and is no failure', async () => {
  const { run } = await against(() => ({ status: 200, body: { messages: [] } }))
  expect(await run('demo', '--flagged')).toEqual({ code: 0, stdout: '', stderr: 'demo: no such messages\n' })
})

test('a token without the scope says what is wrong with it', async () => {
  const { run } = await against(() => ({
    status: 403,
    body: { detail: 'the token lacks the scope moderate' },
  }))
  const { code, stderr } = await run('demo')
  expect(code).toBe(1)
  expect(stderr).toMatch(/lacks the scope moderate; the token in ROOMTONE_TOKEN .* names a room and scopes/)
})
