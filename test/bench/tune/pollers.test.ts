import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawing } from '../../../bench/texts.ts'
import { simulatePollers } from '../../../bench/tune/pollers.ts'

const traffic = {
  perSecond: 10,
  seconds: 600,
  warmUpSeconds: 60,
  durationMs: (messages: number) => 10 + messages,
}
const live = { batchSize: 10, windowMs: 0, maximumConcurrency: 20 }

describe('the simulated pollers of a queue', () => {
  test('every message is handled once, in batches no larger than said, whatever the source and the traffic', () => {
    fc.assert(
      fc.property(
        fc.record({
          batchSize: fc.integer({ min: 1, max: 200 }),
          windowMs: fc.constantFrom(0, 1_000, 5_000),
          maximumConcurrency: fc.integer({ min: 2, max: 30 }),
        }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 200 }),
        (source, perSecond, messageMs) => {
          let [posted, largest] = [0, 0]
          const durationMs = (messages: number) => {
            posted += messages
            largest = Math.max(largest, messages)
            return messages * messageMs
          }
          const told = { perSecond, seconds: 5, warmUpSeconds: 0, durationMs }
          const { messages, invocations, fill, pollers } = simulatePollers(source, told, drawing(7))
          expect(messages).toBe(posted)
          expect(largest).toBeLessThanOrEqual(source.batchSize)
          expect(fill).toBeCloseTo(messages / invocations, 5)
          expect(pollers).toBeLessThanOrEqual(source.maximumConcurrency)
        },
      ),
      { numRuns: 50 },
    )
  })

  test('where little comes and nobody gathers, messages come one by one and at once', () => {
    const { fill, countedMs } = simulatePollers(live, { ...traffic, perSecond: 1 }, drawing(7))
    expect(fill).toBeCloseTo(1, 1)
    expect(countedMs.q95).toBe(20 + 10 + 1)
  })

  test('a window gathers 1 + rate / pollers x window', () => {
    const thrifty = { batchSize: 100, windowMs: 1_000, maximumConcurrency: 20 }
    const { fill, countedMs } = simulatePollers(thrifty, traffic, drawing(7))
    expect(fill).toBeGreaterThan(2.8)
    expect(fill).toBeLessThan(3.2)
    expect(countedMs.q99).toBeLessThan(20 + 1_000 + 10 + 100)
  })

  test('more comes than five can do: pollers are added, but no more than the maximum', () => {
    const slow = { ...traffic, durationMs: () => 1_000 }
    expect(simulatePollers(live, slow, drawing(7)).pollers).toBeGreaterThan(5)
    const few = { ...live, maximumConcurrency: 2 }
    const { pollers, fill } = simulatePollers(few, { ...slow, seconds: 120 }, drawing(7))
    expect(pollers).toBe(2)
    expect(fill).toBeGreaterThan(4)
  })
})
