import {
  assert as check,
  constantFrom,
  integer,
  option,
  property,
  record,
  string,
  uint8Array,
} from 'fast-check'
import { expect, test } from 'vitest'
import { fieldsOf } from '../../../functions/adapters/dynamodb-items.ts'
import { messageItem, storedMessageOf } from '../../../functions/adapters/dynamodb-message.ts'
import type { LiveMessage } from '../../../functions/pipeline/ports.ts'
import template from '../../../infra/table.json' with { type: 'json' }
import { erased, live } from '../../contracts/store-samples.ts'

const fields = record({
  id: string({ minLength: 1 }),
  room: string({ minLength: 1 }),
  source: constantFrom('app', 'support', 'a#b'),
  revision: integer({ min: 0, max: 1_000_000 }),
  postedAt: integer({ min: 0, max: 8_640_000_000_000 }),
  text: option(string(), { nil: undefined }),
  kind: constantFrom('question' as const, 'comment' as const),
  vector: option(uint8Array({ maxLength: 400 }), { nil: undefined }),
  version: integer({ min: 1, max: 1000 }),
})

const defined = (message: LiveMessage) =>
  Object.fromEntries(Object.entries(message).filter(([, value]) => value !== undefined))

test('a message is read as it was written, whatever is in it', () =>
  check(
    property(fields, ({ id, ...rest }) => {
      const message = live(id, rest)
      expect(storedMessageOf(fieldsOf(messageItem(message)))).toEqual(defined(message))
      const tombstone = erased(message)
      expect(storedMessageOf(fieldsOf(messageItem(tombstone)))).toEqual(tombstone)
    }),
  ))

test('an item says nothing that its keys say', () => {
  const item = messageItem(live('q-1'))
  for (const name of ['is', 'key', 'room', 'postedAt', 'minute', 'source', 'revision'])
    expect(item).not.toHaveProperty(name)
})

test('the index holds no vector and no text: they are read with the item alone', () => {
  for (const { Projection } of template.Resources.Table.Properties.GlobalSecondaryIndexes)
    for (const name of ['vector', 'text']) expect(Projection.NonKeyAttributes).not.toContain(name)
})
