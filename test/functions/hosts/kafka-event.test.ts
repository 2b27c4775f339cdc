import type { KafkaMessage } from 'kafkajs'
import { expect, test } from 'vitest'
import { fromKafka } from '../../../events/kafka.ts'
import { eventOf, recordOf } from '../../../functions/hosts/kafka-event.ts'
import { headersOf, recordOf as recordOfLambda } from '../../events/kafka-events.ts'

const read = (fields: object = {}) =>
  recordOf('posted', 2, {
    ...{ key: Buffer.from('hall'), value: Buffer.from('{"text":"hi"}'), timestamp: '1763800000000' },
    ...{ offset: '17', attributes: 0, headers: { ce_id: Buffer.from('é') } },
    ...fields,
  } as KafkaMessage)

test('a record is what Lambda would make of it', () => {
  expect(read({ batchContext: { timestampType: 0 } })).toEqual(
    recordOfLambda(
      { text: 'hi' },
      {
        ...{ partition: 2, offset: 17, timestamp: 1_763_800_000_000, timestampType: 'CREATE_TIME' },
        ...{ key: 'aGFsbA==', headers: headersOf({ ce_id: 'é' }) },
      },
    ),
  )
})

test.each([
  ['no key', { key: null }, { key: null }],
  ['no value', { value: null }, { value: null }],
  ['no headers', { headers: undefined }, { headers: [] }],
  ['a header without a value', { headers: { ce_id: undefined } }, { headers: [{ ce_id: null }] }],
  [
    'a header twice',
    { headers: { ce_id: [Buffer.from('a'), Buffer.from('b')] } },
    { headers: [{ ce_id: [97] }, { ce_id: [98] }] },
  ],
  ['the time of the broker', { batchContext: { timestampType: 1 } }, { timestampType: 'LOG_APPEND_TIME' }],
])('%s stays what it is', (_, given, expected) => {
  expect(read(given)).toMatchObject(expected)
})

test('an event holds each partition in its order, and is one that the handler reads', () => {
  const event = eventOf([read(), read({ offset: '18' }), { ...read(), partition: 0 }])
  expect(Object.keys(event.records)).toEqual(['posted-2', 'posted-0'])
  expect(fromKafka(event).map(({ origin }) => origin.delivery)).toEqual([
    'posted-2@17',
    'posted-2@18',
    'posted-0@17',
  ])
})
