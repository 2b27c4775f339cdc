import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { minus, nothing, tallyOf } from '../../../functions/pipeline/mood.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { HORIZON_MS } from '../../../schemas/limits.ts'
import {
  type Bench,
  bench,
  deliveryOf,
  labelledOf,
  limits,
  standing,
  T,
  tallyIn,
  totalOf,
} from './samples.ts'

const erasureOf = (fields: object = {}, receives = 1) =>
  deliveryOf(JSON.stringify({ room: 'hall', id: 'q-1', erased: true, ...fields }), receives)
const names = (outcomes: readonly { is: string }[]) => outcomes.map(({ is }) => is)
const process = async (on: Bench, ...deliveries: ReturnType<typeof deliveryOf>[]) =>
  names(await processBatch(on.ports, deliveries, limits))

describe('an erasure that comes as a message does', () => {
  test('takes back what was counted, once, and what comes later under its identity counts zero', async () => {
    const on = bench()
    await process(on, deliveryOf({ text: 'so rude?' }))
    expect(await process(on, erasureOf())).toEqual(['erased'])
    expect(await process(on, erasureOf(), deliveryOf(), deliveryOf({ revision: 3 }))).toEqual(
      Array(3).fill('erased'),
    )
    expect(tallyIn(on)).toEqual(nothing)
    expect(standing(on)).toMatchObject({ is: 'erased', room: 'hall' })
  })

  test.each([
    ['before', [1, 0]],
    ['after', [0, 1]],
  ])(
    '%s its message in one batch ends the same, with one write and no call of the model',
    async (_, order) => {
      const classify = () => Promise.reject(new Error('nothing to classify'))
      const on = bench({ classifier: { model: 'm', classify } })
      const deliveries = [deliveryOf(), erasureOf()]
      expect(await process(on, ...order.map(at => deliveries[at]!))).toEqual(['erased', 'erased'])
      expect([on.writes.length, totalOf(on).n]).toEqual([1, 0])
    },
  )

  test('is never too old, nor too new: its time decides nothing', async () => {
    const on = bench()
    await process(on, deliveryOf())
    const event = { specversion: '1.0', type: 'roomtone.message.erased', source: 'app', subject: 'hall' }
    const at = (id: string, timeMs: number) =>
      deliveryOf(JSON.stringify({ ...event, id, time: new Date(timeMs).toISOString() }))
    const outcomes = await process(on, at('q-1', T - 2 * HORIZON_MS), at('q-2', T + HORIZON_MS))
    expect(outcomes).toEqual(['erased', 'erased'])
    expect(totalOf(on).n).toBe(0)
  })

  test('fails where the store is away, comes back, and is then done; so do its repeats', async () => {
    const on = bench({ answers: [undefined, new Error('lost')] })
    await process(on, deliveryOf())
    expect(await process(on, erasureOf(), erasureOf())).toEqual(['failed', 'failed'])
    expect(totalOf(on).n).toBe(1)
    expect(await process(on, erasureOf({}, 2), erasureOf({}, 2))).toEqual(['erased', 'erased'])
    expect(totalOf(on).n).toBe(0)
  })

  test('that the store refuses for good is a dead letter, alone', async () => {
    const refuse = { is: 'invalid', why: 'it holds poison' } as const
    const on = bench({ answers: [refuse, refuse] })
    const outcomes = await process(on, erasureOf(), erasureOf({ id: 'q-2' }), deliveryOf({ id: 'q-3' }))
    expect(outcomes).toEqual(['rejected', 'erased', 'counted'])
    expect([...on.contents.letters.values()]).toMatchObject([{ reason: 'refused', room: 'hall' }])
  })

  test('that cannot be read is a dead letter as any message, and harms nobody', async () => {
    const on = bench()
    expect(await process(on, erasureOf({ id: 7 }), erasureOf({ erased: 1 }), deliveryOf())).toEqual([
      ...['rejected', 'rejected', 'counted'],
    ])
    expect([...on.contents.letters.values()].map(({ reason, room }) => [reason, room])).toEqual(
      Array(2).fill(['bad-shape', 'hall']),
    )
  })

  test('is written with others of its room: 98 of one minute in one transaction, whatever it finds', async () => {
    const on = bench()
    const ids = [...Array(98).keys()].map(at => `q-${at}`)
    await process(on, ...ids.map(id => deliveryOf({ id })))
    on.writes.length = 0
    await process(on, ...ids.map(id => erasureOf({ id })))
    expect(on.writes.map(({ puts, adds }) => [puts.length, adds.length])).toEqual([[98, 2]])
    expect(totalOf(on).n).toBe(0)
    const spread = [...Array(120).keys()].map(at => ({ id: `m-${at}`, postedAt: T - at * 60_000 }))
    await process(on, ...spread.map(one => deliveryOf(one)))
    await process(on, ...spread.map(({ id }) => erasureOf({ id })))
    for (const { puts, adds } of on.writes) expect(puts.length + adds.length).toBeLessThanOrEqual(100)
    expect(totalOf(on).n).toBe(0)
  })
})

type Step = { id: string; revision: number } | { id: string; erased: true }
const id = fc.constantFrom('a', 'b', 'c')
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ id, revision: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ id, erased: fc.constant(true as const) }) },
)
const texts = ['good', 'bad', 'meh?', 'good and rude']
const bodyOf = (one: Step) =>
  'erased' in one ? erasureOf(one) : deliveryOf({ ...one, text: texts[one.revision]! })

/** Whatever was erased counts zero; of the rest the highest revision counts. */
const expectedOf = (steps: readonly Step[]) => {
  const erased = new Set(steps.filter(one => 'erased' in one).map(one => one.id))
  const last = new Map<string, number>()
  for (const one of steps)
    if (!('erased' in one)) last.set(one.id, Math.max(one.revision, last.get(one.id) ?? 0))
  return [...last]
    .filter(([id]) => !erased.has(id))
    .map(([id, revision]) =>
      tallyOf({ ...labelledOf({ id, text: texts[revision]! }).labelled, model: 'stub' }),
    )
    .reduce((sum, one) => minus(sum, minus(nothing, one)), nothing)
}

test('posted, edited and erased in any order, in batches of any size, twice: the end is the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 14 }),
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
      async (steps, sizes) => {
        const on = bench()
        for (let at = 0, batch = 0, twice = [...steps, ...steps]; at < twice.length; batch++) {
          const size = sizes[batch % sizes.length]!
          await process(on, ...twice.slice(at, at + size).map(bodyOf))
          at += size
        }
        expect(tallyIn(on)).toEqual(expectedOf(steps))
        expect(on.contents.letters.size).toBe(0)
      },
    ),
  )
})
