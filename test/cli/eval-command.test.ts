import { describe, expect, test } from 'vitest'
import { benchTexts } from '../../bench/texts.ts'
import { EvalReport } from '../../schemas/eval-report.ts'
import { evalRuns } from './eval-runs.ts'
import { roomtone } from './run.ts'

const { at } = evalRuns()

describe('roomtone eval', () => {
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
      [[at.folder], /is a folder/],
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
    const env = { ROOMTONE_MODEL: at.model }
    const { code, stdout } = await roomtone(['eval', '-', '--format', 'csv', '--json'], { input, env })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ file: 'stdin', rows: { read: 1 }, accuracy: 1 })
  })

  test('Ctrl-C ends it without figures of a part', async () => {
    const { code, stdout, stderr } = await roomtone(['eval', '-', '--format', 'tsv', '--model', at.model], {
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
