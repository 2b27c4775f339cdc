import { expect, test } from 'vitest'
import { cellOf, type Measured, type Result } from '../../../bench/latency/measured.ts'
import { plot } from '../../../bench/latency/plot.ts'
import { describe, document, verdicts } from '../../../bench/latency/report.ts'

const sample = (callsMs: number[], periods: number, throttledPeriods: number) => ({
  callsMs,
  cpuMs: 2 * callsMs.length,
  before: { periods: 100, throttledPeriods: 10 },
  after: { periods: 100 + periods, throttledPeriods: 10 + throttledPeriods },
})

test('the turns of a contender are one distribution, and its throttled periods are those of the turns alone', () => {
  const cell = cellOf(512, [sample([1, 2, 3], 30, 10), sample([4, 5], 10, 0)])
  expect(cell).toEqual({
    memoryMb: 512,
    calls: 5,
    q50: 3,
    q95: 5,
    q99: 5,
    throttled: 0.25,
    cpuMsACall: 2,
  })
})

test('what does not fit has no cell, and no share of no periods', () => {
  expect(cellOf(256, undefined)).toBeUndefined()
  expect(cellOf(256, [sample([1], 0, 0)])?.throttled).toBe(0)
})

const cell = (memoryMb: number, q50: number) => ({
  memoryMb,
  calls: 10,
  q50,
  q95: 2 * q50,
  q99: 4 * q50,
  throttled: 0.1,
  cpuMsACall: q50,
})
const measured = (name: string, q50: number): Measured => ({
  name,
  what: 'a network',
  thinking: [undefined, cell(1024, q50)],
  backToBack: [undefined, cell(1024, 2 * q50)],
  batches: [{ size: 1, messagesPerSecond: 300 }],
})
const result: Result = {
  machine: { processor: 'some CPU', cores: 2, busy: 0, date: '2026-11-28', quick: false },
  texts: 5_000,
  thinkMs: 20,
  sizesMb: [256, 1024],
  throttled: true,
  measured: [measured('sentiment', 2.5), measured('sentiment-small', 1.6)],
}

test('a promise is held only if both of its quantiles are', () => {
  expect(verdicts(result)).toEqual([
    'sentiment-small: q50 1.60 ms of 1.5, q99 6.40 ms of 8: missed',
    'sentiment: q50 2.50 ms of 3, q99 10.00 ms of 15: held',
  ])
})

test('a size that a network does not fit into is said, in the document and on the terminal', () => {
  for (const said of [document(result), describe(result)]) {
    expect(said).toContain('does not fit')
    expect(said).toContain('published')
    expect(said).not.toContain('NOT held')
  }
})

test('figures of functions that had the whole machine say so first', () => {
  for (const say of [document, describe])
    expect(say({ ...result, throttled: false })).toContain('NOT held to a share')
})

test('every row of a table has as many cells as its head, whatever was not measured', () => {
  const [first, second] = result.measured as [Measured, Measured]
  const more = { ...second, batches: [...first.batches, { size: 1_000, messagesPerSecond: 700 }] }
  const tables = document({ ...result, measured: [first, more] })
    .split('\n\n')
    .filter(part => part.startsWith('|'))
  expect(tables.length).toBeGreaterThan(3)
  for (const table of tables)
    expect(new Set(table.split('\n').map(line => line.split('|').length)).size).toBe(1)
})

test('the plot has a line for each quantile of each contender in each panel, within its frame', () => {
  const svg = plot(result)
  const lines = [...svg.matchAll(/<polyline points="([^"]*)"/g)].map(([, points]) => points!)
  expect(lines).toHaveLength(2 * 2 * 2)
  const numbers = lines.flatMap(points => points.split(/[ ,]/).filter(Boolean).map(Number))
  expect(numbers.every(number => number >= 0 && number <= 820)).toBe(true)
  expect(svg.match(/<text/g)!.length).toBeGreaterThan(10)
})
