import { expect, test } from 'vitest'
import { columnInWords, columnsOf, trendInWords } from '../../widget/columns.ts'
import { timeOf } from '../../widget/freshness.ts'

const MINUTE_MS = 60_000
const nine = Date.UTC(2026, 10, 22, 9)
const window = (minute: number, negative: number, neutral: number, positive: number) => ({
  start: nine + minute * MINUTE_MS,
  n: negative + neutral + positive,
  negative,
  neutral,
  positive,
  unsure: 0,
  questions: 0,
  flagged: 0,
  score: 0,
})

test('minutes without messages are there, with nothing in them, up to now', () => {
  const windows = [window(0, 1, 0, 0), window(2, 0, 0, 3)]
  const columns = columnsOf({ from: nine, windows }, MINUTE_MS, nine + 3.5 * MINUTE_MS)
  expect(columns.map(({ start, n }) => [(start - nine) / MINUTE_MS, n])).toEqual([
    [0, 1],
    [1, 0],
    [2, 3],
    [3, 0],
  ])
})

test('a message from a sender whose clock runs ahead has its column', () => {
  const columns = columnsOf({ from: nine, windows: [window(5, 0, 1, 0)] }, MINUTE_MS, nine)
  expect(columns).toHaveLength(6)
  expect(columns.at(-1)?.n).toBe(1)
})

test('every window stands in exactly one column', () => {
  const windows = [window(0, 1, 2, 3), window(1, 0, 0, 1), window(9, 5, 0, 0)]
  const columns = columnsOf({ from: nine - 7 * MINUTE_MS, windows }, MINUTE_MS, nine + 12 * MINUTE_MS)
  expect(columns.reduce((sum, { n }) => sum + n, 0)).toBe(12)
})

test('the trend in words names the busiest minute and how the share of positives moved', () => {
  const columns = columnsOf(
    { from: nine, windows: [window(0, 1, 0, 1), window(3, 1, 0, 3)] },
    MINUTE_MS,
    nine + 3 * MINUTE_MS,
  )
  expect(trendInWords(columns)).toBe(
    `Busiest at ${timeOf(nine + 3 * MINUTE_MS)} with 4 messages. Positive: 50% in the first half, 75% in the second.`,
  )
  expect(trendInWords([])).toBe('No messages in this time.')
  expect(columnInWords(columns[0]!)).toBe(`${timeOf(nine)} · 2: 1 negative, 0 neutral, 1 positive`)
})
