import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromKafka, type KafkaBatchResponse, type KafkaEvent, toKafkaResponse } from '../../events/kafka.ts'
import type { KafkaRecord } from '../../events/kafka-given.ts'
import { eventOf, recordOf } from './kafka-events.ts'

const sample = (name: string): KafkaEvent =>
  JSON.parse(readFileSync(new URL(`../../events/samples/${name}.json`, import.meta.url), 'utf8'))

const readOf = (event: KafkaEvent) =>
  fromKafka(event).map(({ read }) =>
    read?.is === 'message'
      ? [read.message.source, read.message.id, read.message.text]
      : read?.is === 'rejected'
        ? read.reason
        : read?.is,
  )

describe('a Kafka event', () => {
  test('of MSK becomes one delivery a record, partition by partition, in order', () => {
    expect(readOf(sample('kafka-msk'))).toEqual([
      ['app', 'q-17', 'Love the new office plan!'],
      ['app', 'posted-0@16', 'Why was this not announced earlier?'],
      'not-json',
      ['chat', 'c-9é', 'When is the next one?'],
    ])
    expect(fromKafka(sample('kafka-msk'))[3]).toMatchObject({
      receives: 1,
      origin: { source: 'kafka', name: 'posted', delivery: 'posted-1@4' },
    })
  })

  test('of a cluster of one’s own is read alike', () => {
    expect(readOf(sample('kafka-self-managed'))).toEqual([['chat', 'c-10', 'Great talk'], 'bad-shape'])
  })

  test('without records is no deliveries', () => {
    const event = { eventSource: 'aws:kafka', records: {} } as const
    expect(fromKafka(event)).toEqual([])
    expect(toKafkaResponse(event, [])).toEqual({ batchItemFailures: [] })
  })

  test.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /message: is missing/],
    ['null', null, /null/],
    ['an SQS event', { Records: [{ messageId: 'a', body: '{}' }] }, /eventSource.*records: is missing/],
    ['another source', { eventSource: 'aws:kinesis', records: {} }, /eventSource/],
    ['records in one list', { eventSource: 'aws:kafka', records: [recordOf('{}')] }, /records/],
    ['a partition that is no list', { eventSource: 'aws:kafka', records: { 'posted-0': {} } }, /posted-0/],
    ['a record that is null', { eventSource: 'aws:kafka', records: { 'posted-0': [null] } }, /posted-0\.0/],
    ['a record without a topic', eventOf({ ...recordOf('{}'), topic: undefined! }), /topic: is missing/],
    ['a record without an offset', eventOf({ ...recordOf('{}'), offset: undefined! }), /offset: is missing/],
    ['an offset that is a text', eventOf({ ...recordOf('{}'), offset: '17' as unknown as number }), /offset/],
    ['an offset of NaN', eventOf({ ...recordOf('{}'), offset: Number.NaN }), /offset/],
    ['an offset below zero', eventOf({ ...recordOf('{}'), offset: -1 }), /offset/],
  ])('that is %s is refused as a whole, with what is wrong and what to do', (_, event, why) => {
    expect(() => fromKafka(event as KafkaEvent)).toThrow(why)
    expect(() => fromKafka(event as KafkaEvent)).toThrow(
      /^not an event of a Kafka topic .*nothing of it was counted.*event source mapping/s,
    )
  })
})

test('an error stays short, however much of the event is wrong', () => {
  const records = Array.from({ length: 500 }, () => ({ value: 'e30=' })) as KafkaRecord[]
  const event = { eventSource: 'aws:kafka', records: { 'posted-0': records } } as const
  expect(() => fromKafka(event)).toThrow(/^.{50,500}$/s)
})

/** Offsets of a partition, with gaps, as compaction and transactions leave them. */
const partitions = fc.dictionary(
  fc.stringMatching(/^[a-z][a-z.-]{0,8}-\d$/),
  fc.uniqueArray(fc.nat(50), { minLength: 1, maxLength: 8 }),
  { maxKeys: 4 },
)
const eventWith = (offsets: Record<string, number[]>): KafkaEvent => ({
  eventSource: 'SelfManagedKafka',
  records: Object.fromEntries(
    Object.entries(offsets).map(([name, all]) => [name, all.map(offset => recordOf('{}', { offset }))]),
  ),
})
const named = ({ batchItemFailures }: KafkaBatchResponse) =>
  batchItemFailures.map(({ itemIdentifier: { partition, offset } }) => `${partition}@${offset}`)
const placesIn = ({ records }: KafkaEvent) =>
  Object.entries(records).flatMap(([partition, all]) => all.map(({ offset }) => `${partition}@${offset}`))

/** How Lambda may go on after a response. AWS documents the first; Kafka's commits suggest the second. */
const rereadings: Record<string, (event: KafkaEvent, failures: Set<string>) => KafkaEvent> = {
  'what is named comes again': (event, failures) =>
    filterRecords(event, (partition, { offset }) => failures.has(`${partition}@${offset}`)),
  'a partition comes again from the lowest that is named': (event, failures) =>
    filterRecords(event, (partition, { offset }, all) =>
      all.some(one => one.offset <= offset && failures.has(`${partition}@${one.offset}`)),
    ),
}
const filterRecords = (
  event: KafkaEvent,
  keeps: (partition: string, record: KafkaRecord, all: KafkaRecord[]) => boolean,
): KafkaEvent => ({
  ...event,
  records: Object.fromEntries(
    Object.entries(event.records).map(([partition, all]) => [
      partition,
      all.filter(record => keeps(partition, record, all)),
    ]),
  ),
})

describe('the response', () => {
  test('names the partition as the event does, and the offset', () => {
    const outcomes = [{ is: 'counted' }, { is: 'failed' }, { is: 'rejected' }, { is: 'failed' }]
    expect(toKafkaResponse(sample('kafka-msk'), outcomes)).toEqual({
      batchItemFailures: [
        { itemIdentifier: { partition: 'posted-0', offset: 16 } },
        { itemIdentifier: { partition: 'posted-1', offset: 4 } },
      ],
    })
  })

  test.each(Object.entries(rereadings))(
    'skips nothing and names nothing that was not given, whatever fails, if %s',
    (_, reread) => {
      fc.assert(
        fc.property(partitions, fc.infiniteStream(fc.boolean()), (offsets, luck) => {
          let event = eventWith(offsets)
          const wanted = new Set(placesIn(event))
          const done = new Set<string>()
          for (let round = 0; placesIn(event).length > 0; round++) {
            const given = fromKafka(event).map(({ origin }) => origin.delivery)
            const fails = given.map(() => round < 5 && luck.next().value)
            const response = named(
              toKafkaResponse(
                event,
                fails.map(is => ({ is: is ? 'failed' : 'counted' })),
              ),
            )
            for (const place of response) expect(placesIn(event)).toContain(place)
            for (const place of placesIn(event)) if (!response.includes(place)) done.add(place)
            event = reread(event, new Set(response))
          }
          expect(done).toEqual(wanted)
        }),
      )
    },
  )

  test('names each failed record once, the lowest of a partition first, and no other', () => {
    fc.assert(
      fc.property(partitions, fc.infiniteStream(fc.boolean()), (offsets, luck) => {
        const event = eventWith(offsets)
        const inOrder = Object.entries(offsets).flatMap(([partition, all]) =>
          all.toSorted((a, b) => a - b).map(offset => `${partition}@${offset}`),
        )
        const fails = inOrder.map(() => luck.next().value!)
        const outcomes = fails.map(is => ({ is: is ? 'failed' : 'rejected' }))
        expect(named(toKafkaResponse(event, outcomes))).toEqual(inOrder.filter((_, at) => fails[at]))
      }),
    )
  })

  test('nothing failed: nothing is named, which is how Lambda knows success', () => {
    expect(toKafkaResponse(sample('kafka-msk'), [])).toEqual({ batchItemFailures: [] })
  })
})
