import { join } from 'node:path'
import { expect, test } from 'vitest'
import { evalRuns } from './eval-runs.ts'

const { at, evaluate, reportOf } = evalRuns()

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
  expect(file).toBe(join(at.folder, name))
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
