import { expect, test } from 'vitest'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { HORIZON_MS } from '../../../schemas/limits.ts'
import { bench, classificationOf, deliveryOf, limits, messageOf, standing, T, totalOf } from './samples.ts'

const names = (outcomes: readonly { is: string }[]) => outcomes.map(({ is }) => is)

test('each delivery has its outcome, in order, and one that is rejected leaves the others as they are', async () => {
  const on = bench()
  const deliveries = [
    deliveryOf({ id: 'a' }),
    deliveryOf('{"room":"hall","id":'),
    deliveryOf({ id: 'b', text: 'bad' }),
    deliveryOf({ id: 'c', text: 'blank' }),
    deliveryOf({ id: 'd', postedAt: T - HORIZON_MS - 1 }),
    deliveryOf({ id: 'e', postedAt: T + 3_600_000 }),
    deliveryOf({ id: '' }),
    deliveryOf({ id: 'f', room: 'other' }),
  ]
  const outcomes = await processBatch(on.ports, deliveries, limits)
  expect(outcomes.map(one => (one.is === 'rejected' ? one.reason : one.is))).toEqual([
    ...['counted', 'not-json', 'counted', 'no-tokens'],
    ...['too-old', 'too-new', 'bad-shape', 'counted'],
  ])
  expect(totalOf(on)).toEqual({ n: 2, negative: 1, neutral: 0, positive: 1 })
  expect(totalOf(on, 'other').n).toBe(1)
  expect(on.contents.letters.size).toBe(5)
})

test('a dead letter holds the bytes as they came, where from, why, and the room where it could be read', async () => {
  const on = bench()
  const bytes = Buffer.from([0xff, 0xfe, 0])
  const origin = { source: 'sqs', name: 'posted', delivery: 'd-1' } as const
  await processBatch(on.ports, [{ body: bytes, receives: 3, origin }, deliveryOf({ text: 'blank' })], limits)
  const [first, second] = on.contents.letters.values()
  expect(first).toMatchObject({
    ...{ reason: 'not-utf8', receives: 3, origin, rejectedAt: T, rejections: 1, state: 'open', replays: 0 },
    body: bytes.toString('base64'),
  })
  expect(first).not.toHaveProperty('room')
  expect(second).toMatchObject({ reason: 'no-tokens', detail: 'nothing to read', room: 'hall' })
})

test('a message that cannot be kept as a dead letter has failed, and comes again', async () => {
  const on = bench()
  const letters = { ...on.letters, put: () => Promise.reject(new Error('unreachable')) }
  const deliveries = [deliveryOf('{'), deliveryOf({ id: 'a' })]
  const outcomes = await processBatch({ ...on.ports, letters }, deliveries, limits)
  expect(outcomes).toEqual([{ is: 'failed', cause: new Error('unreachable') }, { is: 'counted' }])
})

test('equal messages of a batch are written once: the first is counted, the others are duplicates', async () => {
  const on = bench()
  const deliveries = [deliveryOf(), deliveryOf({ id: 'b' }), deliveryOf(), deliveryOf({ postedAt: T - 5 })]
  expect(names(await processBatch(on.ports, deliveries, limits))).toEqual([
    ...['counted', 'counted', 'duplicate', 'duplicate'],
  ])
  expect(on.writes).toHaveLength(1)
  expect(totalOf(on).n).toBe(2)
})

test('of two texts under one identity in a batch the first is counted and the other is a dead letter', async () => {
  const on = bench()
  const deliveries = [deliveryOf(), deliveryOf({ text: 'bad' }), deliveryOf({ text: 'bad' })]
  const outcomes = await processBatch(on.ports, deliveries, limits)
  expect(outcomes[0]).toEqual({ is: 'counted' })
  expect(outcomes[1]).toMatchObject({ is: 'rejected', reason: 'conflict' })
  expect(outcomes[2]).toEqual(outcomes[1])
  expect(totalOf(on)).toMatchObject({ n: 1, positive: 1 })
})

test.each([
  ['after', [0, 1], ['counted', 'revised']],
  ['before', [1, 0], ['counted', 'duplicate']],
])(
  'an edit that stands %s its message in a batch is what counts in the end',
  async (_, revisions, outcomes) => {
    const on = bench()
    const texts = ['good', 'bad']
    const deliveries = revisions.map(revision => deliveryOf({ revision, text: texts[revision]! }))
    expect(names(await processBatch(on.ports, deliveries, limits))).toEqual(outcomes)
    expect(totalOf(on)).toEqual({ n: 1, negative: 1, neutral: 0, positive: 0 })
  },
)

test('what fails once fails with all its repeats, so that every delivery comes again', async () => {
  const on = bench({ answers: [new Error('lost')] })
  expect(names(await processBatch(on.ports, [deliveryOf(), deliveryOf()], limits))).toEqual([
    'failed',
    'failed',
  ])
  expect(names(await processBatch(on.ports, [deliveryOf({}, 2), deliveryOf({}, 2)], limits))).toEqual([
    'counted',
    'duplicate',
  ])
})

test('a model that throws fails the messages of that chunk alone', async () => {
  const on = bench()
  const classify = async (texts: readonly string[]) => {
    if (texts.includes('bad')) throw new Error('the model is broken')
    return texts.map(classificationOf)
  }
  const deliveries = [deliveryOf(), deliveryOf({ room: 'other', text: 'bad' })]
  const outcomes = await processBatch(
    { ...on.ports, classifier: { model: 'm', classify } },
    deliveries,
    limits,
  )
  expect(outcomes).toEqual([{ is: 'counted' }, { is: 'failed', cause: new Error('the model is broken') }])
})

test('a write that fails takes the messages of its chunk with it and no others', async () => {
  const on = bench({ answers: [new Error('lost')] })
  const deliveries = [deliveryOf(), deliveryOf({ room: 'other' })]
  expect(names(await processBatch(on.ports, deliveries, limits))).toEqual(['failed', 'counted'])
})

test('what was delivered before is looked up first: settled without a model and without a write', async () => {
  const on = bench()
  await processBatch(on.ports, [deliveryOf()], limits)
  const classify = () => Promise.reject(new Error('nothing to classify'))
  const ports = { ...on.ports, classifier: { model: 'm', classify } }
  expect(await processBatch(ports, [deliveryOf({}, 2)], limits)).toEqual([{ is: 'duplicate' }])
  expect(on.writes).toHaveLength(1)
})

test('a look-up that fails is left to the write', async () => {
  const on = bench()
  await processBatch(on.ports, [deliveryOf()], limits)
  const store = { ...on.ports.store, read: () => Promise.reject(new Error('unreachable')) }
  expect(await processBatch({ ...on.ports, store }, [deliveryOf({}, 2)], limits)).toEqual([
    { is: 'duplicate' },
  ])
})

test('a chunk is being written while the next is being classified: neither waits for the other', async () => {
  const on = bench()
  const [writing, release, classifying] = [0, 1, 2].map(() => Promise.withResolvers<void>())
  const store = {
    ...on.ports.store,
    write: async (write: Parameters<typeof on.ports.store.write>[0]) => {
      writing!.resolve()
      await release!.promise
      return on.ports.store.write(write)
    },
  }
  const classify = async (texts: readonly string[]) => {
    if (texts.includes('bad')) {
      await writing!.promise
      classifying!.resolve()
    }
    return texts.map(classificationOf)
  }
  const ports = { ...on.ports, store, classifier: { model: 'm', classify } }
  const batch = processBatch(ports, [deliveryOf(), deliveryOf({ room: 'other', text: 'bad' })], limits)
  await classifying!.promise
  expect([totalOf(on).n, totalOf(on, 'other').n]).toEqual([0, 0])
  release!.resolve()
  expect(names(await batch)).toEqual(['counted', 'counted'])
})

test('500 messages are counted in chunks that one transaction holds each', async () => {
  const on = bench()
  const deliveries = [...Array(500).keys()].map(at => deliveryOf({ id: `q-${at}`, postedAt: T - at * 1_000 }))
  expect(new Set(names(await processBatch(on.ports, deliveries, limits)))).toEqual(new Set(['counted']))
  expect(totalOf(on).n).toBe(500)
  for (const { puts, adds } of on.writes) expect(puts.length + adds.length).toBeLessThanOrEqual(100)
  expect(standing(on, { id: 'q-499' })).toMatchObject({ id: 'q-499', key: messageOf({ id: 'q-499' }).key })
})

test('an empty batch has no outcomes and makes no calls', async () => {
  const on = bench()
  expect(await processBatch(on.ports, [], limits)).toEqual([])
  expect(on.writes).toEqual([])
})
