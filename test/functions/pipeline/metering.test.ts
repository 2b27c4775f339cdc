import { expect, test } from 'vitest'
import { type Measured, metering, REPORT_MS, REPORT_TIMES } from '../../../functions/pipeline/metering.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { bench, deliveryOf, stillClock, T, tallyIn } from './samples.ts'

/** A stopwatch on which every look takes a millisecond and a quarter. */
const ticking = () => {
  let nowMs = 0
  return () => {
    nowMs += 1.25
    return nowMs
  }
}

const metered = (given: Parameters<typeof bench>[0] = {}) => {
  const clock = stillClock()
  const on = bench({ clock, ...given })
  const reports: Measured[] = []
  const meter = metering(on.ports, { clock, stopwatch: ticking() }, seen => reports.push(seen))
  const batch = async (...deliveries: ReturnType<typeof deliveryOf>[]) => {
    const outcomes = await processBatch(meter.ports, deliveries, { deadlineMs: clock.now() + 8_000 })
    meter.settled(outcomes)
    return outcomes
  }
  return { ...on, clock, meter, reports, batch }
}

test('what is measured of a batch is what became of its messages', async () => {
  const on = metered()
  await on.batch(
    deliveryOf({ id: 'a', postedAt: T - 700 }),
    deliveryOf({ id: 'b', text: 'bad', postedAt: T - 40 }),
    deliveryOf({ id: 'c', text: 'so so' }),
    deliveryOf({ id: 'a', postedAt: T - 700 }),
    deliveryOf('{'),
    deliveryOf({ id: 'd', text: 'blank' }),
    deliveryOf({ id: 'e', text: 'blank' }),
  )
  expect(on.reports).toEqual([
    {
      sinceMs: T,
      counted: { negative: 1, neutral: 1, positive: 1, unsure: 1 },
      outcomes: { counted: 3, duplicate: 1, revised: 0, erased: 0, rejected: 3, failed: 0 },
      vectorless: 0,
      rejected: { 'not-json': 1, 'no-tokens': 2 },
      batch: [7],
      age: [700, 40, 0],
      model: [1.3],
      store: [1.3],
    },
  ])
})

test('the labels of all reports add up to the counts in the store, whatever comes back in between', async () => {
  const on = metered({ answers: [new Error('away'), { is: 'contended' }] })
  const all = ['good', 'bad', 'meh', 'good indeed'].map((text, at) => deliveryOf({ id: `q-${at}`, text }))
  await on.batch(...all) // away
  await on.clock.sleep(REPORT_MS)
  await on.batch(...all) // contended once, then written
  await on.clock.sleep(REPORT_MS)
  await on.batch(...all) // known
  const sums = { negative: 0, neutral: 0, positive: 0, unsure: 0 }
  for (const { counted } of on.reports)
    for (const label of ['negative', 'neutral', 'positive', 'unsure'] as const) sums[label] += counted[label]
  expect(tallyIn(on)).toMatchObject({ n: 4, ...sums })
  expect(
    on.reports.map(({ outcomes: { failed, counted, duplicate } }) => [failed, counted, duplicate]),
  ).toEqual([
    [4, 0, 0],
    [0, 4, 0],
    [0, 0, 4],
  ])
  expect(on.reports[0]!.store).toHaveLength(1) // a request that failed took its time, too
})

test('an edit or an erasure is no new message, and a message from the future has no age', async () => {
  const on = metered()
  await on.batch(deliveryOf({ postedAt: T + 5_000 }))
  await on.clock.sleep(REPORT_MS)
  await on.batch(deliveryOf({ revision: 1, text: 'bad' }))
  await on.clock.sleep(REPORT_MS)
  await on.batch(deliveryOf('{"room":"hall","source":"app","id":"q-1","erased":true}'))
  expect(on.reports.map(({ age }) => age)).toEqual([[0], [], []])
  expect(on.reports.map(({ outcomes: { revised, erased } }) => [revised, erased])).toEqual([
    [0, 0],
    [1, 0],
    [0, 1],
  ])
})

test('the first batch is told at once, then one report in ten seconds holds all that came', async () => {
  const on = metered()
  for (let at = 0; at < 25; at++) {
    await on.batch(deliveryOf({ id: `q-${at}` }))
    await on.clock.sleep(1_000)
  }
  expect(on.reports.map(({ batch }) => batch.length)).toEqual([1, 10, 10])
})

test('a hundred times of one kind are told before the ten seconds are over', async () => {
  const on = metered()
  const full = Array.from({ length: REPORT_TIMES }, (_, at) => deliveryOf({ id: `q-${at}` }))
  await on.batch(deliveryOf({ id: 'first' }))
  await on.batch(...full)
  expect(on.reports.map(({ age }) => age.length)).toEqual([1, REPORT_TIMES])
})

test('what lay while no batch came is told under its own time', async () => {
  const on = metered()
  await on.batch(deliveryOf({ id: 'first' }))
  await on.clock.sleep(1_000)
  await on.batch(deliveryOf({ id: 'then' }))
  await on.clock.sleep(600_000)
  await on.batch(deliveryOf({ id: 'much later' }))
  expect(on.reports.map(({ sinceMs, batch }) => [sinceMs, batch.length])).toEqual([
    [T, 1],
    [T + 1_000, 1],
  ])
})

test('what is done before a promise is given takes its time as well as what is done after', async () => {
  let nowMs = 0
  const slow = async (beforeMs: number, afterMs: number) => {
    nowMs += beforeMs
    await null
    nowMs += afterMs
  }
  const on = bench()
  const classifier = { ...on.ports.classifier, classify: () => slow(30, 4).then(() => []) }
  const store = { ...on.ports.store, read: () => slow(5, 0.25).then(() => new Map()) }
  const reports: Measured[] = []
  const meter = metering(
    { ...on.ports, classifier, store },
    { clock: on.clock, stopwatch: () => nowMs },
    seen => reports.push(seen),
  )
  await meter.ports.classifier.classify(['good'])
  await meter.ports.store.read(['key'])
  meter.settled([])
  expect(reports).toMatchObject([{ model: [34], store: [5.3] }])
})

test('what the ports answer and throw is passed on as it is', async () => {
  const { meter, ports } = metered({ answers: [new Error('away')] })
  await expect(meter.ports.store.write({ room: 'hall', puts: [], adds: [], atMs: T })).rejects.toThrow('away')
  expect(await meter.ports.classifier.classify(['good'])).toEqual(await ports.classifier.classify(['good']))
  expect(meter.ports.classifier.model).toBe(ports.classifier.model)
  expect(await meter.ports.store.shards()).toBe(await ports.store.shards())
})
