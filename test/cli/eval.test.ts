import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { benchTexts } from '../../bench/texts.ts'
import { EvalReport } from '../../schemas/eval-report.ts'
import { networkOf, writeTinyModel } from '../functions/adapters/tiny-model.ts'
import { roomtone } from './run.ts'

let folder = ''
let model = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomtone-eval-'))
  model = join(folder, 'tiny')
  await mkdir(model)
  await writeTinyModel(model)
})
afterAll(() => rm(folder, { recursive: true }))

const evaluate = async (name: string, content: string | Uint8Array, ...args: string[]) => {
  const file = join(folder, name)
  await writeFile(file, content)
  return roomtone(['eval', file, '--model', model, ...args])
}
const reportOf = async (name: string, content: string | Uint8Array, ...args: string[]) => {
  const ran = await evaluate(name, content, '--json', ...args)
  expect(ran).toMatchObject({ code: 0 })
  return { ...ran, report: EvalReport.parse(JSON.parse(ran.stdout)) }
}

/** A word of the tiny model has a logit of 2: e^2 / (e^2 + 2) = 0.787. Two of them: 0.9647. */
const rows = [
  ['good', 'positive'],
  ['good good', ' Positive '],
  ['bad', 'NEGATIVE'],
  ['fair', 'neutral'],
  ['bad bad', 'neutral'],
] as const

test.each([
  ['r.tsv', `text\tlabel\n${rows.map(row => row.join('\t')).join('\n')}\n`],
  ['r.csv', `\ufefflabel,text\r\n${rows.map(([text, label]) => `"${label}",${text}`).join('\r\n')}`],
  ['r.ndjson', rows.map(([text, label]) => JSON.stringify({ label, text })).join('\n')],
])('%s gives its figures, whatever the case and the white space of its labels', async (name, content) => {
  const { report, stderr } = await reportOf(name, content)
  const { model: judge, file, coverage, ...figures } = report
  expect(stderr).toBe('')
  expect(judge).toMatch(/^tiny@[0-9a-f]{7}$/)
  expect(file).toBe(join(folder, name))
  expect(coverage).toHaveLength(10)
  expect(coverage![9]).toEqual({ coverage: 1, confidence: 0.787, accuracy: 0.8 })
  expect(figures).toEqual({
    task: 'sentiment',
    rows: { read: 5, judged: 5, skipped: 0 },
    skipped: [],
    unknownLabels: [],
    accuracy: 0.8,
    macroRecall: 0.8333,
    macroF1: 0.7778,
    macroOver: ['negative', 'neutral', 'positive'],
    // (3 x (1 - 0.787) + |1.9294 - 1|) / 5
    ece: 0.3137,
    labels: [
      { label: 'negative', gold: 1, said: 2, recall: 1, precision: 0.5, f1: 0.6667 },
      { label: 'neutral', gold: 2, said: 1, recall: 0.5, precision: 1, f1: 0.6667 },
      { label: 'positive', gold: 2, said: 2, recall: 1, precision: 1, f1: 1 },
    ],
    confusion: {
      negative: { negative: 1, neutral: 0, positive: 0 },
      neutral: { negative: 1, neutral: 1, positive: 0 },
      positive: { negative: 0, neutral: 0, positive: 2 },
    },
    sure: { threshold: 0.6, coverage: 1, accuracy: 0.8 },
    worst: [
      {
        line: name === 'r.ndjson' ? 5 : 6,
        gold: 'neutral',
        said: 'negative',
        confidence: 0.9647,
        text: 'bad bad',
      },
    ],
  })
})

test('sure are those whose confidence reaches the threshold of the model', async () => {
  // An unknown word has no logits: a third for each label.
  const content = 'text\tlabel\ngood\tpositive\nbad bad\tpositive\nxyzzy\tnegative\n'
  const { report } = await reportOf('sure.tsv', content)
  expect(report.sure).toEqual({ threshold: 0.6, coverage: 0.6667, accuracy: 0.5 })
  const { report: none } = await reportOf('unsure.tsv', 'text\tlabel\nxyzzy\tnegative\n')
  expect(none.sure).toEqual({ threshold: 0.6, coverage: 0, accuracy: null })
})

test('people get a table', async () => {
  const text = `bad ${'and far too long '.repeat(20)}`
  const content = `text\tlabel\n${rows.map(row => row.join('\t')).join('\n')}\n${text}\tpositive\n`
  const { code, stdout } = await evaluate('table.tsv', content)
  expect(code).toBe(0)
  expect(stdout).toMatch(/: sentiment by tiny@\w{7}, 6 of 6 rows judged\n/)
  expect(stdout).toMatch(/^macro-recall {3}72\.2 %$/m)
  expect(stdout).toMatch(/^neutral +1 +1 +0 +2 +50\.0 % +100\.0 % +66\.7 %$/m)
  expect(stdout).toMatch(/^2 mistakes, the most confident first$/m)
  expect(stdout).toMatch(/^ +6 {2}neutral +negative +0\.96 {2}bad bad$/m)
  expect(
    Math.max(
      ...stdout
        .split('\n')
        .slice(1)
        .map(line => line.length),
    ),
  ).toBeLessThanOrEqual(100)
})

describe('a row that cannot be judged is said, counted and harms no other', () => {
  test('in a CSV', async () => {
    const content = Buffer.concat([
      Buffer.from('id,text,label\n1,good,positive\n2,"never closed,neutral\n3,bad,negative\n4,caf'),
      Buffer.from([0xe9]),
      Buffer.from(`,neutral\n5,${'good '.repeat(20_000)},positive\n6,,neutral\n7,good\n\n`),
      Buffer.from('8,fair,mixed\n9,"fair\nand ""square""",neutral\n10,\u200b,neutral\n11,a\u0007,neutral\n'),
      Buffer.from(`12,${'x'.repeat(1_200_000)},neutral\n13,fair,Mixed\n14,rude,`),
    ])
    const { report, stderr } = await reportOf('odd.csv', content)
    expect(report.rows).toEqual({ read: 15, judged: 3, skipped: 12 })
    expect(report.skipped.map(({ reason, rows, firstLine }) => [reason, rows, firstLine])).toEqual([
      ['unreadable', 3, 3],
      ['unknown-label', 3, 10],
      ['too-short', 2, 8],
      ['too-long', 1, 6],
      ['empty-text', 1, 7],
      ['unclassifiable', 1, 13],
      ['bad-text', 1, 14],
    ])
    expect(report.unknownLabels).toEqual([
      { value: 'mixed', rows: 1, firstLine: 10 },
      { value: 'Mixed', rows: 1, firstLine: 16 },
      { value: '', rows: 1, firstLine: 17 },
    ])
    expect(stderr.split('\n').slice(0, 4)).toEqual([
      expect.stringMatching(/^line 3 skipped: it opens a quote and does not close it/),
      'line 5 skipped: it is not UTF-8',
      'line 6 skipped: text is longer than 2000 characters',
      'line 7 skipped: text is empty',
    ])
    expect(stderr.trimEnd().split('\n')).toHaveLength(5)
  })

  test('in an NDJSON', async () => {
    const content =
      '{"text":"good","label":"positive"}\n{"text":7,"label":"neutral"}\n{oops\n[]\n\n{"text":"bad","label":0}\n'
    const { report } = await reportOf('odd.ndjson', content)
    expect(report.rows).toEqual({ read: 6, judged: 1, skipped: 5 })
    expect(report.unknownLabels).toEqual([{ value: '0', rows: 1, firstLine: 6 }])
  })

  test('and the table says so, too', async () => {
    const { stdout } = await evaluate(
      'mixed.tsv',
      'text\tlabel\ngood\tpositive\nfair\tmixed\nbad\tmixed\n\tneutral\n',
    )
    expect(stdout).toMatch(/1 of 4 rows judged$/m)
    expect(stdout).toMatch(/^skipped 2 rows with an unknown label, first line 3$/m)
    expect(stdout).toMatch(/^ {2}"mixed" in 2 rows, first line 3$/m)
    expect(stdout).toMatch(/^skipped 1 row without a text, first line 5: text is empty$/m)
    expect(stdout).toMatch(/^no row is negative or neutral: the macro means are over positive$/m)
  })
})

test.each([
  ['an empty file', 'e.tsv', '', /e\.tsv is empty: its first line should name the columns/],
  ['a header and no rows', 'h.csv', 'text,label\n', /h\.csv has no rows: nothing to judge/],
  ['an empty NDJSON', 'e.ndjson', '', /e\.ndjson has no rows/],
  [
    'a missing column',
    'm.tsv',
    'text\tmood\ngood\tpositive\n',
    /no column "label".*"text", "mood".*with --label/,
  ],
  ['a title that stands twice', 't.csv', 'text,label,text\ngood,positive,bad\n', /two columns "text"/],
  [
    'nothing but bad rows',
    'b.tsv',
    'text\tlabel\n\tneutral\nx\n',
    /nothing in .*b\.tsv could be judged, of 2 rows/,
  ],
  [
    'labels that nobody explained',
    'n.tsv',
    'text\tlabel\nfair\t1\ngood\t2\nbad\t0\nbad\t0\n',
    /"0" in 2 rows, first line 4\n {2}"1" in 1 row, first line 2\n.*such as --map "0=negative,1=neutral,2=positive"/s,
  ],
  ['a picture', 'p.tsv', 'PK\u0003\u0004\u0000\u0000', /holds NUL bytes/],
])('%s exits 1 and says why', async (_, name, content, message) => {
  const { code, stdout, stderr } = await evaluate(name, content)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(message)
})

test('--map explains other labels, in one list or several', async () => {
  const content = 'text\tlabel\nbad\t0\nfair\tSo, so\ngood\tpositive\ngood\t2\n'
  const { report } = await reportOf(
    'map.tsv',
    content,
    '--map',
    ' 0 = Negative,2=positive',
    '--map',
    'so, so=neutral',
  )
  expect(report).toMatchObject({ accuracy: 1, rows: { judged: 4 } })
})

describe('other tasks', () => {
  const content =
    'said\tis\nwhen rude\tyes\nwhen\tTrue\nfair\t0\nrude\tno\nrude rude\toffensive\ngood\tnot-offensive\n'
  const columns = ['--text', 'said', '--label', 'is']

  test('whether it is offensive, with probabilities', async () => {
    const { report } = await reportOf('offensive.tsv', content, '--task', 'offensive', ...columns)
    expect(report).toMatchObject({
      task: 'offensive',
      rows: { judged: 6 },
      confusion: {
        'not-offensive': { 'not-offensive': 2, offensive: 1 },
        offensive: { 'not-offensive': 1, offensive: 2 },
      },
      accuracy: 0.6667,
      macroRecall: 0.6667,
      macroF1: 0.6667,
      sure: null,
      coverage: null,
    })
    // Sigmoid of -1, 1 and 3: five times 0.7311 with 3 of 5 right, once 0.9526.
    expect(report.ece).toBeCloseTo((5 * 0.7311 - 3 + (1 - 0.9526)) / 6, 3)
    expect(report.worst).toEqual([
      { line: 3, gold: 'offensive', said: 'not-offensive', confidence: 0.7311, text: 'when' },
      { line: 5, gold: 'not-offensive', said: 'offensive', confidence: 0.7311, text: 'rude' },
    ])
  })

  test('whether it is a question, which has no probability', async () => {
    const map = ['--map', 'offensive=comment,not-offensive=no']
    const { report } = await reportOf('question.tsv', content, '--task', 'question', ...columns, ...map)
    expect(report).toMatchObject({ rows: { judged: 6 }, accuracy: 1, ece: null, worst: [] })
    const { stdout } = await evaluate('question.tsv', content, '--task', 'question', ...columns, ...map)
    expect(stdout).toContain('ECE           not known: the model gives no probability')
  })

  test('a model without the task says so, and where', async () => {
    const bare = await mkdtemp(join(folder, 'bare-'))
    await writeTinyModel(bare, { tasks: undefined }, networkOf(3))
    const { code, stderr } = await evaluate(
      'o.tsv',
      content,
      '--task',
      'offensive',
      ...columns,
      '--model',
      bare,
    )
    expect(code).toBe(1)
    expect(stderr).toMatch(/model\.json names no task "offensive": name a model that has it with --model/)
  })
})

describe('the command', () => {
  test.each([
    ['an option mistyped', ['eval', 'x.tsv', '--jsno'], /Did you mean --json\?/],
    ['no file', ['eval'], /missing required argument 'file'/],
    ['an unknown task', ['eval', 'x.tsv', '--task', 'mood'], /Allowed choices are sentiment, question/],
    [
      'a label that is none',
      ['eval', 'x.tsv', '--map', '0=bad,1=neutral'],
      /--map "0=bad,1=neutral" is no list/,
    ],
    ['a label for two', ['eval', 'x.tsv', '--map', '0=neutral,0=positive'], /"0" cannot be both/],
    ['stdin of no known format', ['eval', '-'], /nothing tells what stdin is: give --format/],
    ['lines of text', ['eval', '-', '--format', 'text'], /Allowed choices are tsv, csv, ndjson/],
    ['one column for both', ['eval', '-', '--format', 'tsv', '--text', 'label'], /name the same column/],
  ])('%s is a usage error', async (_, args, message) => {
    const { code, stdout, stderr } = await roomtone(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })

  test('a folder, a missing file and a missing model exit 1', async () => {
    const failures: [string[], RegExp][] = [
      [[folder], /is a folder/],
      [['/no/such.tsv'], /there is no file \/no\/such\.tsv/],
      [['-', '--format', 'tsv', '--model', '/no/model'], /cannot read \/no\/model\/model\.json/],
    ]
    for (const [args, message] of failures) {
      const { code, stdout, stderr } = await roomtone(['eval', ...args])
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(message)
    }
  })

  test('stdin is read, and the model taken from the environment', async () => {
    const input = 'text,label\ngood,positive\n'
    const env = { ROOMTONE_MODEL: model }
    const { code, stdout } = await roomtone(['eval', '-', '--format', 'csv', '--json'], { input, env })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ file: 'stdin', rows: { read: 1 }, accuracy: 1 })
  })

  test('Ctrl-C ends it without figures of a part', async () => {
    const { code, stdout, stderr } = await roomtone(['eval', '-', '--format', 'tsv', '--model', model], {
      open: 'text\tlabel\ngood\tpositive\nfair\tmixed\n',
      onStderr: text => (text.includes('line 3') ? 'SIGINT' : undefined),
    })
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(stderr).toMatch(/stopped after 1 row: no figures/)
  })

  test('the order of the rows changes no figure', async () => {
    // With the shipped model, whose logits depend on what stands beside a text in a batch.
    const labels = ['positive', 'neutral', 'negative', 'mixed']
    const rows = benchTexts(120).map((text, at) => `${text.replaceAll('\t', ' ')}\t${labels[at % 4]}\n`)
    const figures = async (all: readonly string[]) => {
      const input = `text\tlabel\n${all.join('')}`
      const { stdout } = await roomtone(['eval', '-', '--format', 'tsv', '--json'], { input })
      const { skipped, unknownLabels, worst, ...rest } = EvalReport.parse(JSON.parse(stdout))
      return { ...rest, confident: worst.map(({ confidence }) => confidence) }
    }
    const [one, other] = await Promise.all([figures(rows), figures(rows.toReversed())])
    expect(one.rows).toEqual({ read: 120, judged: 90, skipped: 30 })
    expect(other).toEqual(one)
  })
})
