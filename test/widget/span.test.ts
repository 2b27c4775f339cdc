import { expect, test } from 'vitest'
import { planFor, readSpan, spanInWords } from '../../widget/span.ts'

const at = Date.UTC(2026, 10, 22, 9, 14, 30)

test('the minutes attribute is a whole number, all, or an hour', () => {
  expect(['15', 'all', '', null, 'soon', '-3', '1.5', '99999999'].map(readSpan)).toEqual([
    15,
    'all',
    60,
    60,
    60,
    60,
    60,
    10_080,
  ])
})

test('a query stays the same within a minute, so that a 304 can answer it', () => {
  const query = planFor(15, at).counts
  expect(query).toEqual({ grain: 'minute', from: Date.UTC(2026, 10, 22, 9, 0) })
  expect(planFor(15, at + 29_999).counts).toEqual(query)
  expect(planFor(15, at + 30_000).counts).not.toEqual(query)
})

test('a long span is asked for in hours and less often', () => {
  const plan = planFor(1_440, at)
  expect(plan.counts).toEqual({ grain: 'hour', from: Date.UTC(2026, 10, 21, 10, 0) })
  expect(plan.everyMs).toBeGreaterThan(planFor(60, at).everyMs)
})

test('a whole life is one total, with the trend of a day', () => {
  const { counts, trend } = planFor('all', at)
  expect(counts).toEqual({ grain: 'total' })
  expect(trend).toEqual(planFor(1_440, at).counts)
})

test('no query spans more than a day by minutes, which the API refuses', () => {
  for (const minutes of [1, 60, 180, 181, 1_440, 10_080]) {
    const { counts } = planFor(minutes, at)
    if (counts.grain === 'minute') expect(at - counts.from!).toBeLessThan(86_400_000 - 11 * 60_000)
  }
})

test('spans have names', () => {
  expect([15, 60, 1_440, 'all' as const].map(spanInWords)).toEqual([
    'in the last 15 minutes',
    'in the last hour',
    'in the last 24 hours',
    'since the first message',
  ])
})
