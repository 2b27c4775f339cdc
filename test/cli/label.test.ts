import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { benchTexts } from '../../bench/texts.ts'
import { LabelLine } from '../../schemas/label-line.ts'
import { networkOf, writeTinyModel } from '../functions/adapters/tiny-model.ts'
import { roomtone } from './run.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomtone-label-'))
})
afterAll(() => rm(folder, { recursive: true }))

const file = async (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}
const linesOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

test('texts in a pipe come out as a line of JSON each, in order', async () => {
  const { code, stdout, stderr } = await roomtone([
    'label',
    'What a brilliant talk!',
    'not good',
    'What time is lunch?',
  ])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const lines = linesOf(stdout)
  expect(lines.map(({ text, label }) => [text, label])).toEqual([
    ['What a brilliant talk!', 'positive'],
    ['not good', 'negative'],
    ['What time is lunch?', 'neutral'],
  ])
  for (const line of lines) {
    expect(Object.keys(line).filter(key => !['kind', 'offensive', 'flagged'].includes(key))).toEqual([
      ...['text', 'label', 'confidence', 'score', 'sure', 'probabilities'],
    ])
    expect(LabelLine.safeParse(line).success).toBe(true)
    expect(line.confidence).toBe(line.probabilities[line.label])
    expect(line.score).toBeCloseTo(line.probabilities.positive - line.probabilities.negative, 2)
  }
})

test('what a model tells beside the label is in the line, and what it does not is not', async () => {
  const model = await writeTinyModel(await mkdtemp(join(folder, 'm-')))
  const { code, stdout } = await roomtone(['label', 'when rude good', 'fair', '--model', model])
  expect(code).toBe(0)
  expect(linesOf(stdout)).toMatchObject([
    { text: 'when rude good', label: 'positive', kind: 'question', offensive: 0.7311, flagged: true },
    { text: 'fair', label: 'neutral', kind: 'comment', offensive: 0.2689, flagged: false },
  ])
  for (const line of linesOf(stdout)) expect(LabelLine.safeParse(line).success).toBe(true)
  const bare = await writeTinyModel(await mkdtemp(join(folder, 'm-')), { tasks: undefined }, networkOf(3))
  const [line] = linesOf((await roomtone(['label', 'when rude good', '--model', bare])).stdout)
  expect(Object.keys(line)).toEqual(['text', 'label', 'confidence', 'score', 'sure', 'probabilities'])
})

test.each([
  ['rows.tsv', 'id\ttext\n1\tso "good"\n2\tso bad\n'],
  ['rows.csv', 'id,text\r\n1,"so ""good"""\r\n2,so bad\r\n'],
  ['rows.ndjson', '{"text":"so \\"good\\""}\n{"text":"so bad"}\n'],
  ['rows.txt', 'so "good"\nso bad'],
])('%s comes out row by row', async (name, content) => {
  const { code, stdout } = await roomtone(['label', '--file', await file(name, content)])
  expect(code).toBe(0)
  expect(linesOf(stdout).map(({ text, label }) => [text, label])).toEqual([
    ['so "good"', 'positive'],
    ['so bad', 'negative'],
  ])
})

test('a file of thousands keeps its order and loses nothing', async () => {
  const texts = benchTexts(3_000)
  const many = await file('many.txt', `${texts.join('\n')}\n`)
  const { code, stdout } = await roomtone(['label', '--file', many, '--model', 'models/nano'])
  expect(code).toBe(0)
  expect(linesOf(stdout).map(({ text }) => text)).toEqual(texts)
})

test('another column can hold the text', async () => {
  const path = await file('column.tsv', 'text\tcomment\nno\tgreat!\n')
  const { stdout } = await roomtone(['label', '--file', path, '--column', 'comment'])
  expect(linesOf(stdout)).toMatchObject([{ text: 'great!' }])
})

test('a row that cannot be labelled has its line, and the others are unharmed', async () => {
  const input = Buffer.concat([
    Buffer.from('great!\n\n\u200b\n'),
    Buffer.from([0xff, 0x0a]),
    Buffer.from('awful\n'),
  ])
  const { code, stdout, stderr } = await roomtone(['label', '--file', '-'], { input })
  expect(code).toBe(1)
  expect(stderr).toBe('3 of 5 rows could not be labelled: each has its error in its line\n')
  expect(linesOf(stdout)).toMatchObject([
    { text: 'great!', label: 'positive' },
    { text: '', error: { reason: 'no-tokens' } },
    { text: '\u200b', error: { reason: 'no-tokens' } },
    { text: null, error: { reason: 'unreadable', detail: 'line 4: it is not UTF-8' } },
    { text: 'awful', label: 'negative' },
  ])
})

test('hostile texts are labelled like any other, and do not move the cursor', async () => {
  const texts = [
    '👏'.repeat(100_000),
    '\u001b[2Jcleared',
    '\u202eright to left',
    '<script>alert(1)</script>',
    '日本',
  ]
  const { code, stdout } = await roomtone(['label', '--file', '-'], { input: texts.join('\n') })
  expect(code).toBe(0)
  expect(linesOf(stdout).map(({ text }) => text)).toEqual(texts)
  expect(stdout).not.toContain('\u001b')
})

test('lines that come slowly are answered before the pipe ends', async () => {
  let answered = ''
  await roomtone(['label', '--file', '-'], {
    open: 'great!\n',
    onStdout: text => {
      answered = text
      return 'SIGTERM'
    },
  })
  expect(linesOf(answered)).toMatchObject([{ text: 'great!', label: 'positive' }])
})

test('a reader that has seen enough is no failure', async () => {
  const path = await file('long.txt', 'great!\n'.repeat(20_000))
  const bin = fileURLToPath(new URL('../../cli/bin.js', import.meta.url))
  const child = spawn(process.execPath, [bin, 'label', '--file', path], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  child.stdout.once('data', () => child.stdout.destroy())
  const [code] = await once(child, 'close')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test.each([
  ['nothing to label', ['label'], 2, /give texts, or a file of them with --file/],
  ['texts and a file', ['label', 'hi', '--file', 'x'], 2, /not both/],
  ['an unknown format', ['label', '--file', 'x', '--format', 'pdf'], 2, /Allowed choices are tsv/],
  ['no such file', ['label', '--file', '/no/such.tsv'], 1, /^roomtone: there is no file \/no\/such\.tsv\n$/],
  [
    'no such model',
    ['label', 'hi', '--model', '/no/model'],
    1,
    /^roomtone: cannot read \/no\/model\/model\.json/,
  ],
])('%s: the exit code and stderr say so', async (_, args, expected, message) => {
  const { code, stdout, stderr } = await roomtone(args)
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' })
  expect(stderr).toMatch(message)
})

test('a file without the column says which there are', async () => {
  const { code, stderr } = await roomtone(['label', '--file', await file('other.tsv', 'a\tb\n1\t2\n')])
  expect(code).toBe(1)
  expect(stderr).toMatch(/no column "text".*"a", "b"/)
})

test('another model is taken from the environment', async () => {
  const { code, stderr } = await roomtone(['label', 'hi'], { env: { ROOMTONE_MODEL: '/no/model' } })
  expect(code).toBe(1)
  expect(stderr).toContain('/no/model/model.json')
})
