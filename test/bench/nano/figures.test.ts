import { expect, test } from 'vitest'
import {
  describe,
  fastest,
  inWords,
  middle,
  type Rate,
  rateOf,
  type Sweep,
} from '../../../bench/nano/figures.ts'
import { pricesAt } from '../../../bench/nano/prices.ts'

const rate = (size: number, tokensPerSecond: number): Rate => ({
  size,
  tokensPerSecond,
  textsPerSecond: tokensPerSecond / 30,
  busyCores: 2,
})
const sweep = (name: string, processes: number, rates: Rate[]): Sweep => ({
  name,
  processes,
  threads: 2 / processes,
  rates,
})

test('processes that work at the same time add up, each by its own clock', () => {
  const replies = [
    { tokens: 100, texts: 4, wallMs: 10, cpuMs: 10 },
    { tokens: 90, texts: 3, wallMs: 15, cpuMs: 6 },
  ]
  const { size, tokensPerSecond, textsPerSecond, busyCores } = rateOf(8, replies)
  expect(size).toBe(8)
  expect(tokensPerSecond).toBeCloseTo(10_000 + 6_000)
  expect(textsPerSecond).toBeCloseTo(400 + 200)
  expect(busyCores).toBeCloseTo(1.4)
})

test('one odd round does not move a figure', () => {
  expect(middle([rate(8, 20), rate(8, 900), rate(8, 21)])).toMatchObject({ size: 8, tokensPerSecond: 21 })
})

test('the fastest is looked for in every sweep of that network, and in no other', () => {
  const sweeps = [
    sweep('nano', 2, [rate(1, 3), rate(8, 9)]),
    sweep('nano', 1, [rate(1, 2), rate(8, 11)]),
    sweep('bert-tiny', 2, [rate(1, 99), rate(8, 5)]),
  ]
  expect(fastest(sweeps, 'nano')).toEqual(rate(8, 11))
  expect(fastest(sweeps, 'bert-tiny')).toEqual(rate(1, 99))
})

test.each([
  [107_412, '107 thousand'],
  [16_240_000, '16.2 million'],
  [58_464_000_000, '58.5 billion'],
])('%d reads as %s', (count, words) => {
  expect(inWords(count)).toBe(words)
})

test('the table has a line for each size and a column for each sweep', () => {
  const sweeps = [
    sweep('nano', 2, [rate(1, 2_000_000), rate(64, 20_000_000)]),
    sweep('nano', 1, [rate(1, 1_000_000), rate(64, 9_000_000)]),
    sweep('bert-tiny', 2, [rate(1, 160_000), rate(64, 180_000)]),
  ]
  const best = { nano: 20e6, bertTiny: 180e3, times: 20e6 / 180e3, tokensPerHour: 20e6 * 3600 }
  const said = describe({
    processor: 'some CPU',
    cores: 2,
    texts: 4096,
    sweeps,
    fromText: rate(100, 2e6),
    best,
    pricedOn: '2025-06-01',
    prices: pricesAt(10e6),
  })
  const cells = said
    .split('\n')
    .filter(line => /^ +\d+ +\d+\.\d\d M/.test(line))
    .map(line => [...line.matchAll(/[\d.]+(?= M)/g)].map(Number))
  expect(cells).toEqual([
    [2, 1, 0.16],
    [20, 9, 0.18],
  ])
  expect(said).toContain('20.0 million tokens/s, 72.0 billion an hour')
  expect(said).toContain('111 times')
  expect(said).toMatch(/0\.0010 {2}c7g\.large/)
})
