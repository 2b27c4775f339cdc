import { describe, expect, test } from 'vitest'
import { evalRuns } from './eval-runs.ts'

const { evaluate, reportOf } = evalRuns()

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
