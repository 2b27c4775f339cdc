import { assert as check, constantFrom, double, integer, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunksIn } from '../../../cli/cost/chunks.ts'
import { fillOf, receivedAtOnce } from '../../../cli/cost/fill.ts'
import { batchingOf, type Plan, profileNames, sources, usual } from '../../../cli/cost/plan.ts'

const planOf = (fields: Partial<Plan>): Plan => ({ ...usual, ratePerSecond: 10, ...fields })

const plans = record({
  ratePerSecond: double({ min: 0.001, max: 50_000, noNaN: true }),
  source: constantFrom(...sources),
  profile: constantFrom(...profileNames),
  memoryMb: integer({ min: 128, max: 10_240 }),
  length: integer({ min: 1, max: 2000 }),
}).map(planOf)

describe('a batch', () => {
  test('holds one message where they come singly and nobody waits', () => expect(fillOf(planOf({}))).toBe(1))

  test('holds what five pollers gather in the window beside the first', () => {
    for (const [windowSeconds, fill] of [
      [1, 3],
      [5, 11],
    ])
      expect(fillOf(planOf({ profile: 'thrifty', windowSeconds }))).toBe(fill)
  })

  test('is full where more comes than is asked for at once', () => {
    expect(fillOf(planOf({ ratePerSecond: 1000 }))).toBe(10)
    expect(fillOf(planOf({ ratePerSecond: 1000, profile: 'thrifty' }))).toBe(100)
  })

  test('holds ten at the most where nobody waits, whatever the profile', () =>
    expect(fillOf(planOf({ ratePerSecond: 1000, profile: 'thrifty', windowSeconds: 0 }))).toBe(10))

  test('holds what one has seen, where that is told', () => expect(fillOf(planOf({ fill: 7.5 }))).toBe(7.5))

  test('holds from one message to as many as may be, and more the more comes', () =>
    check(
      property(plans, plan => {
        const fill = fillOf(plan)
        expect(fill).toBeGreaterThanOrEqual(1)
        expect(fill).toBeLessThanOrEqual(batchingOf(plan).batchSize)
        expect(fillOf({ ...plan, ratePerSecond: 2 * plan.ratePerSecond })).toBeGreaterThanOrEqual(fill - 1e-9)
        expect(receivedAtOnce(plan, fill)).toBeLessThanOrEqual(fill)
      }),
    ))
})

test('a batch meets no more rooms than it has messages, or than there are', () =>
  check(
    property(integer({ min: 1, max: 1000 }), integer({ min: 1, max: 1000 }), (fill, rooms) => {
      const chunks = chunksIn(fill, rooms)
      expect(chunks).toBeGreaterThan(0)
      expect(chunks).toBeLessThanOrEqual(Math.min(fill, rooms) + 1e-9)
    }),
  ))
