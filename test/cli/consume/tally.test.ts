import { expect, test } from 'vitest'
import { metricsSince } from '../../../cli/consume/metrics.ts'
import { consumed, summary } from '../../../cli/consume/tally.ts'
import { noOutcomes } from '../../../functions/pipeline/outcome.ts'

test('the status adds up what was told, how fast it goes, and what is left in the partitions that are ours', () => {
  let nowMs = 0
  const tally = consumed(() => nowMs)
  tally.assigned([0, 1, 2])
  tally.behind(0, 500)
  tally.behind(1, 700)
  nowMs = 2_000
  tally.observeOutcomes({ ...noOutcomes, counted: 600, duplicate: 1, failed: 50 })
  expect(tally.status()).toBe(
    '600 counted, 1 duplicate, 0 dead letters, 50 failed and tried again · 301/s · 1,200 behind in 3 partitions',
  )
  tally.assigned([0])
  nowMs = 60_000
  expect(tally.status()).toMatch(/ · 0\/s · 500 behind in 1 partition$/)
})

test('the summary names what is rare only where there is any', () => {
  expect(summary({ ...noOutcomes, counted: 12_345 })).toBe('12,345 counted, 0 duplicates, 0 dead letters')
  expect(summary({ ...noOutcomes, revised: 1, erased: 2, rejected: 1 })).toBe(
    '0 counted, 0 duplicates, 1 revised, 2 erased, 1 dead letter',
  )
})

test('metrics are of the time since the last line, the lag as it is, named as the functions name theirs', () => {
  const before = { ...noOutcomes, counted: 5, duplicate: 1 }
  const metrics = metricsSince(before, { ...noOutcomes, counted: 7, duplicate: 4, rejected: 1 }, 42)
  const { duplicate: _, ...none } = noOutcomes
  expect(metrics).toEqual({ ...none, counted: 2, duplicates: 3, rejected: 1, lag: 42 })
})
