import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  contentDigest,
  counterItemKey,
  isMessageKey,
  letterKey,
  messageIndexKey,
  messageKey,
  parseTimeKey,
  parseWindowKey,
  timeKey,
  windowKey,
} from '../../../functions/pipeline/keys.ts'

const name = fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...'ab#/"\\,[]é ') })
const identity = fc.record({ room: name, source: name, id: name })

test('identities that differ have keys that differ, wherever a # or a quote stands', () => {
  fc.assert(
    fc.property(identity, identity, (one, other) => {
      const same = one.room === other.room && one.source === other.source && one.id === other.id
      expect(messageKey(one) === messageKey(other)).toBe(same)
      expect(isMessageKey(messageKey(one))).toBe(true)
    }),
  )
  expect(messageKey({ room: 'a', source: 'b', id: 'c' })).not.toBe(
    messageKey({ room: 'ab', source: '', id: 'c' }),
  )
})

test('the counters of two rooms never share a key', () => {
  const shard = fc.nat(40)
  fc.assert(
    fc.property(name, shard, name, shard, (room, a, other, b) => {
      const [one, two] = [counterItemKey(room, a, 'total').pk, counterItemKey(other, b, 'total').pk]
      expect(one === two).toBe(room === other && a === b)
    }),
  )
})

test('windows and times sort as text as they do as numbers, and read back as they were', () => {
  const minute = fc.integer({ min: 0, max: 4e9 })
  fc.assert(
    fc.property(minute, minute, (a, b) => {
      expect(windowKey(a) < windowKey(b)).toBe(a < b)
      expect(timeKey(a, 'k') < timeKey(b, 'k')).toBe(a < b)
      expect(parseWindowKey(windowKey(a))).toBe(a)
      expect(parseTimeKey(timeKey(a, 'k#1'))).toEqual({ timeMs: a, key: 'k#1' })
    }),
  )
  expect(parseWindowKey(windowKey('total'))).toBe('total')
})

test('messages of one hour share few partitions of the index, and messages of two hours none', () => {
  const partitions = (hour: number) =>
    new Set([...Array(500).keys()].map(at => messageIndexKey('r', hour * 3_600_000, `key-${at}`).gk))
  expect(partitions(1).size).toBe(8)
  for (const one of partitions(2)) expect(partitions(1)).not.toContain(one)
})

test('a digest is of text and author alone, a letter of its source and its bytes', () => {
  expect(contentDigest({ text: 'a' })).not.toBe(contentDigest({ text: 'a', author: 'b' }))
  expect(contentDigest({ text: 'a', author: 'b' })).toBe(contentDigest({ author: 'b', text: 'a' }))
  const bytes = Uint8Array.from([1, 2, 3])
  expect(letterKey('sqs:a', bytes)).toBe(letterKey('sqs:a', Uint8Array.from(bytes)))
  expect(letterKey('sqs:a', bytes)).not.toBe(letterKey('sqs:b', bytes))
  expect(letterKey('sqs:a', bytes)).not.toBe(letterKey('sqs:a', Uint8Array.from([1, 2])))
})
