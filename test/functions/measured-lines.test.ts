import { array, assert as check, nat, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_VALUES } from '../../events/metric-line.ts'
import { measuredLines } from '../../functions/measured-lines.ts'
import type { Measured } from '../../functions/pipeline/metering.ts'

const NAME = 'roomtone-dev-classify-sqs'
const measured = (given: Partial<Measured> = {}): Measured => ({
  sinceMs: 1_763_800_000_000,
  counted: { negative: 0, neutral: 0, positive: 0, unsure: 0 },
  outcomes: { counted: 0, duplicate: 0, revised: 0, erased: 0, rejected: 0, failed: 0 },
  vectorless: 0,
  rejected: {},
  batch: [],
  age: [],
  model: [],
  store: [],
  ...given,
})

type Line = Record<string, unknown> & {
  _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[] }
}
const linesOf = (given: Partial<Measured>): Line[] =>
  measuredLines(measured(given), NAME).map(line => JSON.parse(line))

test('one line holds what was counted and how long it took, and nothing that is zero', () => {
  const lines = linesOf({
    counted: { negative: 0, neutral: 1, positive: 1, unsure: 1 },
    outcomes: { counted: 2, duplicate: 1, revised: 3, erased: 0, rejected: 0, failed: 0 },
    vectorless: 1,
    ...{ batch: [6], age: [812, 640], model: [4.1], store: [6.3] },
  })
  const [{ _aws, ...values }, ...others] = lines as [Line, ...Line[]]
  expect(others).toEqual([])
  expect(values).toEqual({
    ...{
      FunctionName: NAME,
      counted: 2,
      neutral: 1,
      positive: 1,
      unsure: 1,
      vectorless: 1,
      duplicates: 1,
      revised: 3,
    },
    ...{ batch: [6], age: [812, 640], model: [4.1], store: [6.3] },
  })
  const units = Object.groupBy(_aws.CloudWatchMetrics[0]!.Metrics, ({ Unit }) => Unit)
  expect(units.Milliseconds!.map(({ Name }) => Name)).toEqual(['age', 'model', 'store'])
  expect(units.Count!.map(({ Name }) => Name)).toEqual([
    ...['counted', 'neutral', 'positive', 'unsure', 'vectorless', 'duplicates', 'batch'],
  ])
})

test('rejections are counted together, and by their reason in a line of its own', () => {
  const [all, ...byReason] = linesOf({
    outcomes: { ...measured().outcomes, rejected: 3 },
    rejected: { 'not-json': 1, 'too-old': 2 },
    batch: [3],
  })
  expect(all).toMatchObject({ rejected: 3, batch: [3] })
  expect(byReason).toMatchObject([
    { FunctionName: NAME, reason: 'not-json', rejected: 1 },
    { FunctionName: NAME, reason: 'too-old', rejected: 2 },
  ])
  for (const { _aws } of byReason)
    expect(_aws.CloudWatchMetrics[0]!.Dimensions).toEqual([['FunctionName', 'reason']])
})

test('however many times were taken, each stands in one line, and no line holds more than CloudWatch takes', () => {
  const times = array(nat(60_000), { maxLength: 350 })
  check(
    property(record({ batch: times, age: times, model: times, store: times }), lists => {
      const lines = linesOf(lists)
      for (const [name, list] of Object.entries(lists)) {
        const told = lines.map(line => (line[name] as number[]) ?? [])
        expect(told.flat()).toEqual(list)
        for (const one of told) expect(one.length).toBeLessThanOrEqual(MAX_VALUES)
      }
      for (const { _aws, ...values } of lines)
        for (const { Name } of _aws.CloudWatchMetrics[0]!.Metrics) expect(values).toHaveProperty(Name)
    }),
    { numRuns: 200 },
  )
})

test('a hundred messages cost a line of less than two kilobytes', () => {
  const many = (ms: number) => Array.from({ length: 100 }, (_, at) => ms + at / 10)
  const lines = measuredLines(
    measured({
      counted: { negative: 33, neutral: 33, positive: 34, unsure: 20 },
      ...{ batch: many(1).slice(0, 10), age: many(812).map(Math.round), model: many(3).slice(0, 10) },
      store: many(12).slice(0, 10),
    }),
    NAME,
  )
  expect(lines).toHaveLength(1)
  expect(Buffer.byteLength(lines[0]!)).toBeLessThan(2_000)
})
