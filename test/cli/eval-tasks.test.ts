import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { networkOf, writeTinyModel } from '../functions/adapters/tiny-model.ts'
import { evalRuns } from './eval-runs.ts'

const { at, evaluate, reportOf } = evalRuns()

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
    const bare = await mkdtemp(join(at.folder, 'bare-'))
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
