import { expect, test } from 'vitest'
import { HORIZON_MS } from '../../schemas/limits.ts'
import { questionsSince } from '../../widget/dashboard/question-span.ts'

const noonMs = Date.UTC(2026, 10, 22, 12)
const hourMs = 3_600_000

test('up to a day the stack chooses, so that all pages of a room ask the same', () => {
  for (const minutes of ['15', '60', '1440']) expect(questionsSince(minutes, noonMs)).toBeUndefined()
})

test('all begins at the same moment all day long, and never earlier than messages are kept', () => {
  const start = questionsSince('all', noonMs)!
  expect(questionsSince('all', noonMs + 11 * hourMs)).toBe(start)
  expect(new Date(start).toISOString()).toBe('2026-10-19T00:00:00.000Z')
  for (const at of [0, 12, 23.99]) {
    const nowMs = Date.UTC(2026, 10, 22) + at * hourMs
    expect(questionsSince('all', nowMs)).toBeGreaterThan(nowMs - HORIZON_MS)
  }
})
