import { expect, test } from 'vitest'
import type { AskedQuestion, QuestionGroup } from '../../schemas/questions.ts'
import { against } from './against.ts'
import type { Answered, Asked } from './stub-api.ts'

const key = (at: number) => String(at).padStart(40, '0')
const question = (at: number, told: Partial<AskedQuestion> = {}): AskedQuestion => ({
  ...{ key: key(at), text: `text ${at}?`, postedAt: 1_763_800_000_000, label: 'neutral', sure: true },
  ...told,
})
const group = (at: number, told: Partial<AskedQuestion> = {}): QuestionGroup => ({
  representative: question(at, told),
  ...{ size: 12, mood: { negative: 1, neutral: 8, positive: 3, unsure: 2 } },
  ...{ firstAt: 1_763_790_000_000, lastAt: 1_763_800_000_000 },
})
const counts = { from: 1_763_712_000_000, questions: 38, groups: 31, partial: false, model: 'similarity@1' }

/** Pages of so many items, the cursor being where to go on. */
const paged = <Item>(path: string, total: number, item: (at: number) => Item) => {
  const query = new URL(path, 'http://stub').searchParams
  const start = Number(query.get('cursor') ?? 0)
  const end = Math.min(start + Number(query.get('limit')), total)
  const items = Array.from({ length: end - start }, (_, at) => item(start + at))
  return { items, next: end < total ? { cursor: String(end) } : {} }
}

/** A room of so many groups, each of so many questions. */
const room =
  (groups: number, questions = 1) =>
  ({ path }: Asked): Answered => {
    if (/\/questions\?/.test(path)) {
      const { items, next } = paged(path, groups, at => group(at))
      return { status: 200, body: { ...counts, groups, list: items, ...next } }
    }
    const { items, next } = paged(path, questions, at => question(at))
    return { status: 200, body: { group: { ...group(0), size: questions }, questions: items, ...next } }
  }

test('a group is a line: its number, how often and when it was asked, in what mood, in which words', async () => {
  const list = [
    group(1),
    group(2, { text: `\u001b[2J${'x'.repeat(200)}`, sure: false, flagged: true }),
    (({ representative: { text, ...rest }, ...more }) => ({ representative: rest, ...more }))(group(3)),
  ]
  const { run } = await against(() => ({ status: 200, body: { ...counts, list } }))
  const { code, stdout, stderr } = await run(['questions', 'demo'])
  const line = (n: number) => `   ${n}       12  2025-11-22 08:26:40         1        8         3`
  expect(stdout.trimEnd().split('\n')).toEqual([
    '        asked  last                 negative  neutral  positive  question',
    `${line(1)}  text 1?  ${key(1)}`,
    `${line(2)}  \\x1b[2J${'x'.repeat(95)}… (unsure, flagged)  ${key(2)}`,
    `${line(3)}  text not kept  ${key(3)}`,
  ])
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr:
      'demo: 38 questions since 2025-11-21 08:00:00 in 31 groups; --open N shows the questions of one\n',
  })
})

test.each([
  [1, 1, /there are more: --limit 10 shows them\n$/],
  [250, 250, /in 250 groups; --open N shows the questions of one\n$/],
  [300, 250, /in 250 groups/],
])('--limit %i shows %i of 250 groups, over as many pages as it takes', async (limit, lines, says) => {
  const { run } = await against(room(250))
  const { stdout, stderr } = await run(['questions', 'demo', '--limit', `${limit}`, '--json'])
  const keys = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).representative.key)
  expect(keys).toEqual(Array.from({ length: lines }, (_, at) => key(at)))
  expect(stderr).toMatch(says)
})

test('what the list leaves out is said: older questions, and a model to compare with', async () => {
  const { model: _, ...textsOnly } = counts
  const body = { ...textsOnly, partial: true, list: [group(1)] }
  const { run } = await against(() => ({ status: 200, body }))
  const { stderr } = await run(['questions', 'demo'])
  expect(stderr).toContain('more were asked, these are the latest')
  expect(stderr).toContain('without a similarity model only equal texts are one group')
})

test('a room where nobody asked says so, and that is no failure', async () => {
  const { run } = await against(() => ({
    status: 200,
    body: { ...counts, questions: 0, groups: 0, list: [] },
  }))
  expect(await run(['questions', 'demo'])).toEqual({
    ...{ code: 0, stdout: '', stderr: 'demo: no questions since 2025-11-21 08:00:00\n' },
  })
})

test('--open takes the number of a group, or the key of any of its questions', async () => {
  const { run, asked } = await against(room(130, 3))
  const { stdout, stderr } = await run(['questions', 'Q&A 1', '--open', '120', '--from', '2025-11-22T08:00Z'])
  expect(stdout.trimEnd().split('\n')).toEqual(
    [0, 1, 2].map(at => `2025-11-22 08:26:40  neutral   text ${at}?  ${key(at)}`),
  )
  expect(stderr).toBe('Q&A 1: asked 3 times\n')
  await run(['questions', 'demo', '--open', key(7), '--limit', '2', '--json'])
  expect(asked.map(({ path }) => path)).toEqual([
    '/v1/rooms/Q&A 1/questions?from=1763798400000&limit=100',
    '/v1/rooms/Q&A 1/questions?from=1763798400000&limit=100&cursor=100',
    `/v1/rooms/Q&A 1/questions/${key(119)}?from=1763798400000&limit=21`,
    `/v1/rooms/demo/questions/${key(7)}?limit=3`,
  ])
})

test('a number beyond the last group says how many there are', async () => {
  const { run } = await against(room(2))
  expect(await run(['questions', 'demo', '--open', '3'])).toEqual({
    ...{ code: 1, stdout: '', stderr: 'roomtone: demo has 2 groups of questions, and no number 3\n' },
  })
})

test('a room that is still being read is asked again, and that is said once', async () => {
  let asks = 0
  const { run } = await against(asked =>
    ++asks < 3 ? { status: 503, body: { detail: 'they are being read: ask again' } } : room(1)(asked),
  )
  const { code, stdout, stderr } = await run(['questions', 'demo', '--json'])
  expect([code, stdout.trimEnd().split('\n').length]).toEqual([0, 1])
  expect(stderr.match(/being read/g)).toHaveLength(1)
})

test('similar says how often a text was asked, and what is near to it', async () => {
  const similar = [
    { cosine: 0.838, same: true, group: group(1) },
    { cosine: -0.1, same: false, group: group(2) },
  ]
  const { run, asked } = await against(() => ({ status: 200, body: { asked: 12, similar } }))
  const { stdout } = await run(['similar', 'demo', 'is', 'it', 'recorded?', '--limit', '2'])
  expect(stdout.trimEnd().split('\n')).toEqual([
    'asked 12 times in the last 24 hours',
    `same   0.84       12  2025-11-22 08:26:40  text 1?  ${key(1)}`,
    `near  -0.10       12  2025-11-22 08:26:40  text 2?  ${key(2)}`,
  ])
  expect(asked[0]!.path).toBe('/v1/rooms/demo/similar?text=is+it+recorded?&limit=2')
})

test('similar says of a new question that it is one, and --json is the answer as it came', async () => {
  const body = { asked: 0, similar: [] }
  const { run } = await against(() => ({ status: 200, body }))
  expect((await run(['similar', 'demo', 'why'])).stdout).toBe('not asked in the last 24 hours\n')
  expect(JSON.parse((await run(['similar', 'demo', 'why', '--json'])).stdout)).toEqual(body)
})

test('a token without the scope says what is wrong with it', async () => {
  const { run } = await against(() => ({
    status: 403,
    body: { detail: 'the token lacks the scope moderate' },
  }))
  const { code, stderr } = await run(['questions', 'demo'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/lacks the scope moderate; the token in ROOMTONE_TOKEN .* names a room and scopes/)
})
