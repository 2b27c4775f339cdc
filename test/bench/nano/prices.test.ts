import { expect, test } from 'vitest'
import { instances, PRICED_ON, pricesAt, usdPerBillion } from '../../../bench/nano/prices.ts'

test('an hour of 36 billion tokens costs a 36th of its price for each billion', () => {
  expect(usdPerBillion(0.072, 10_000_000)).toBeCloseTo(0.002, 12)
  expect(usdPerBillion(3.6, 1_000_000)).toBeCloseTo(1, 12)
})

test('twice the speed halves the price, and each vCPU counts as one core', () => {
  const [slow, fast] = [pricesAt(1e6), pricesAt(2e6)]
  for (const [at, { usdPerHour, vcpus, usdPerBillionTokens }] of slow.entries()) {
    expect(usdPerBillionTokens).toBeCloseTo(usdPerBillion(usdPerHour, vcpus * 1e6), 12)
    expect(fast[at]!.usdPerBillionTokens).toBeCloseTo(usdPerBillionTokens / 2, 12)
  }
})

test('Lambda is priced for the memory that brings one vCPU: 0.083 USD an hour', () => {
  const lambda = instances.find(({ name }) => name.startsWith('Lambda'))!
  expect(lambda).toMatchObject({ name: 'Lambda 1769 MB', vcpus: 1 })
  expect(lambda.usdPerHour).toBeCloseTo(0.0829, 4)
})

test('every price says where it stood, and when', () => {
  expect(new Date(PRICED_ON).toISOString()).toContain(PRICED_ON)
  for (const { source, usdPerHour } of instances) {
    expect(new URL(source).protocol).toBe('https:')
    expect(usdPerHour).toBeGreaterThan(0)
  }
})
