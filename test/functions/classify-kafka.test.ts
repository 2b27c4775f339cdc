import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { KafkaEvent } from '../../events/kafka.ts'
import type { KafkaRecord } from '../../events/kafka-given.ts'
import type { Ports } from '../../functions/pipeline/ports.ts'
import { base64, eventOf, recordOf } from '../events/kafka-events.ts'
import { bench, stillClock, tallyIn } from './pipeline/samples.ts'

const NOW_MS = 1_763_800_100_000

const world = vi.hoisted(() => ({ ports: undefined as unknown as Ports }))
vi.mock('../../functions/wire.ts', async original => ({
  ...(await original<typeof import('../../functions/wire.ts')>()),
  wireClassify: async () => new Proxy({} as Ports, { get: (_, port: keyof Ports) => world.ports?.[port] }),
}))
vi.stubEnv('ROOMTONE_STORE', 'dynamodb:unused')
vi.useFakeTimers({ toFake: ['Date'], now: NOW_MS })

const { handler } = await import('../../functions/classify-kafka.ts')
const sample: KafkaEvent = JSON.parse(
  readFileSync(new URL('../../events/samples/kafka-msk.json', import.meta.url), 'utf8'),
)
const context = { getRemainingTimeInMillis: () => 10_000 }

/** A fresh store behind the handler. */
const open = (given: Parameters<typeof bench>[0] = {}) => {
  const on = bench({ clock: stillClock(NOW_MS), ...given })
  world.ports = on.ports
  return on
}
const said = vi.spyOn(console, 'error')
beforeEach(() => void said.mockImplementation(() => {}))
afterEach(() => said.mockReset())

const placed = (partition: string, offset: number) => ({ itemIdentifier: { partition, offset } })

test('a batch as Lambda delivers it is counted, what cannot be read is a dead letter, and nothing comes back', async () => {
  const on = open()
  expect(await handler(sample, context)).toEqual({ batchItemFailures: [] })
  expect([...on.contents.messages.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))).toHaveLength(3)
  expect(tallyIn(on, 'all-hands').n).toBe(3)
  expect([...on.contents.letters.values()]).toMatchObject([
    {
      reason: 'not-json',
      room: 'all-hands',
      origin: { source: 'kafka', name: 'posted', delivery: 'posted-0@17' },
    },
  ])
  expect(said).not.toHaveBeenCalled()
})

test('read again from the start of the topic, nothing is counted twice', async () => {
  const on = open()
  await handler(sample, context)
  await handler(sample, context)
  expect(tallyIn(on, 'all-hands').n).toBe(3)
  expect([...on.contents.letters.values()]).toMatchObject([{ rejections: 2 }])
})

test('while the store is away, what was to be counted is named, and the dead letter is kept', async () => {
  const on = open({ answers: [new Error('connection refused')] })
  expect(await handler(sample, context)).toEqual({
    batchItemFailures: [placed('posted-0', 15), placed('posted-0', 16), placed('posted-1', 4)],
  })
  expect(on.contents.letters.size).toBe(1)
  expect(said.mock.calls).toEqual([['3 of 4 messages failed and come back: connection refused']])
})

test('a dead letter that cannot be kept is named, so that it is not lost', async () => {
  const on = open()
  world.ports = { ...on.ports, letters: { ...on.letters, put: () => Promise.reject(new Error('throttled')) } }
  expect(await handler(sample, context)).toEqual({ batchItemFailures: [placed('posted-0', 17)] })
  expect(tallyIn(on, 'all-hands').n).toBe(3)
})

test('a partition full of poison holds nobody up', async () => {
  const on = open()
  const poison = Array.from({ length: 50 }, (_, offset) => recordOf(`{ ${offset}`, { offset }))
  expect(await handler(eventOf(...poison), context)).toEqual({ batchItemFailures: [] })
  expect(on.contents.letters.size).toBe(50)
})

test('an event that is none of Kafka is an error that says so, and nothing is written', async () => {
  const on = open()
  const event = { Records: [{ messageId: 'a', body: '{}' }] } as unknown as KafkaEvent
  await expect(handler(event, context)).rejects.toThrow(/not an event of a Kafka topic/)
  expect(on.writes).toEqual([])
})

/** Good messages (some of them twice, some without an id) and bad ones, over rooms and partitions. */
const postings = fc.array(
  fc.record({
    partition: fc.nat(2),
    room: fc.constantFrom('hall', 'lobby'),
    id: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
    isBad: fc.boolean(),
  }),
  { minLength: 1, maxLength: 20 },
)
type Posting = { partition: number; room: string; id: string | undefined; isBad: boolean }

const recordFor = ({ partition, room, id, isBad }: Posting, offset: number): KafkaRecord =>
  recordOf(isBad ? `{ ${offset}` : { id, text: 'good' }, {
    ...{ partition, offset, key: base64(room), timestamp: NOW_MS },
  })
const identityOf = ({ room, id }: Posting, offset: number) => `${room} ${id ?? offset}`

/** Starts a partition over at the lowest offset that was named; or gives again what was named. */
const again = (records: readonly KafkaRecord[], failed: readonly KafkaRecord[], fromLowest: boolean) =>
  records.filter(one =>
    failed.some(other =>
      fromLowest ? other.partition === one.partition && other.offset <= one.offset : other === one,
    ),
  )

test.each([true, false])(
  'whatever the store answers, each message is counted once and each bad one is one letter (start over: %s)',
  async fromLowest => {
    await fc.assert(
      fc.asyncProperty(
        postings,
        fc.array(fc.constantFrom('ok', 'away', 'lost'), { maxLength: 8 }),
        async (all, luck) => {
          const on = open()
          let writes = 0
          const write: Ports['store']['write'] = async wanted => {
            const answer = luck[writes++] ?? 'ok'
            if (answer === 'away') throw new Error('away')
            const result = await on.ports.store.write(wanted)
            if (answer === 'lost') throw new Error('the response was lost')
            return result
          }
          world.ports = { ...on.ports, store: { ...on.ports.store, write } }
          let records = all.map(recordFor)
          while (records.length > 0) {
            const { batchItemFailures } = await handler(eventOf(...records), context)
            const names = batchItemFailures.map(({ itemIdentifier: at }) => `${at.partition}@${at.offset}`)
            const failed = records.filter(one => names.includes(`posted-${one.partition}@${one.offset}`))
            expect(failed).toHaveLength(names.length)
            records = again(records, failed, fromLowest)
          }
          const good = new Set(all.flatMap((one, at) => (one.isBad ? [] : identityOf(one, at))))
          expect(tallyIn(on, 'hall').n + tallyIn(on, 'lobby').n).toBe(good.size)
          expect(on.contents.messages.size).toBe(good.size)
          expect(on.contents.letters.size).toBe(all.filter(({ isBad }) => isBad).length)
        },
      ),
    )
  },
)
