import { expect, test } from 'vitest'
import { namedByPlace } from '../../events/kafka-place.ts'

const named = (body: string, origin = {}) =>
  Buffer.from(
    namedByPlace(Buffer.from(body), {
      ...{ source: 'kafka' as const, name: 'posted', delivery: 'posted-0@17' },
      ...origin,
    }),
  ).toString()

test.each([
  ['bare', '{"room":"hall","text":"hi"}', '{"id":"posted-0@17","room":"hall","text":"hi"}'],
  ['an event', '{"specversion":"1.0"}', '{"id":"posted-0@17","specversion":"1.0"}'],
  ['empty', ' { } ', '{"id":"posted-0@17"}'],
])('what has no id is named by its place: %s', (_, body, expected) => {
  expect(named(body)).toBe(expected)
})

test.each([
  ['with an id, even a wrong one', '{"id":17}', {}],
  ['of an erasure', '{"room":"hall","erased":true}', {}],
  ['of a queue', '{"room":"hall"}', { source: 'sqs' }],
  ['of which the place is not known', '{"room":"hall"}', { delivery: 'somewhere' }],
  ['that is no object', '["a"]', {}],
  ['that is no JSON', '{ "room"', {}],
])('%s it stays as it is', (_, body, origin) => {
  expect(named(body, origin)).toBe(body)
})
