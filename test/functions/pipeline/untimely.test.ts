import { expect, test } from 'vitest'
import { untimely } from '../../../functions/pipeline/untimely.ts'
import { HORIZON_MS, MAX_AHEAD_MS } from '../../../schemas/limits.ts'

const NOW = Date.UTC(2026, 10, 22, 9)

test('from the horizon to ten minutes ahead a message is taken, both ends included', () => {
  for (const postedAt of [NOW, NOW - HORIZON_MS, NOW + MAX_AHEAD_MS])
    expect(untimely(postedAt, NOW)).toBeUndefined()
})

test.each([
  ['a millisecond past the horizon', NOW - HORIZON_MS - 1, 'too-old', /older than 35 days/],
  ['negative', -1, 'too-old', /1969-12-31/],
  ['in seconds', NOW / 1000, 'too-old', /in seconds, give milliseconds/],
  ['a millisecond too far ahead', NOW + MAX_AHEAD_MS + 1, 'too-new', /in the future/],
  ['the year 9999', Date.UTC(9999, 11, 31), 'too-new', /9999-12-31/],
  ['past what a date can hold', Number.MAX_SAFE_INTEGER, 'too-new', /9007199254740991/],
  ['before what a date can hold', Number.MIN_SAFE_INTEGER, 'too-old', /-9007199254740991/],
])('%s is refused, and the detail says why', (_, postedAt, reason, detail) => {
  const refused = untimely(postedAt, NOW)
  expect(refused?.reason).toBe(reason)
  expect(refused?.detail).toMatch(detail)
})
