import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { DeadLetter, SeenLetter } from '../../schemas/dead-letter.ts'
import { letterItemKey, letterPartKey } from '../pipeline/keys.ts'
import type { Letters } from '../pipeline/ports.ts'
import { isRefusedPut } from './dynamodb-errors.ts'
import { itemOf } from './dynamodb-items.ts'
import { headOf, pageOf, wholeLetter, wholeLetters } from './dynamodb-letter-pages.ts'
import {
  asSeen,
  editOf,
  itemOfLetter,
  parkOf,
  putOf,
  rejectedAgain,
  replayedAt,
  type Update,
} from './dynamodb-letter-updates.ts'
import { known, type Table } from './dynamodb-table.ts'

/** Of a body, in one item. An item holds 400 KB and SQS carries 1 MiB, so a large body goes on in more items. */
const PART_BYTES = 256 * 1024

/** The dead letters in DynamoDB. Throws what the client throws. */
export const dynamoLetters = (table: Table): Letters => ({
  put: async letter => {
    const { first, parts } = await putParts(table, letter)
    const put = putOf(letter, first, parts)
    // It is new or was replayed, or it is not; where that changes in between, it is looked at again.
    for (;;) {
      if (await update(table, letter.key, put)) return void (await putParts(table, letter))
      if (await update(table, letter.key, rejectedAgain)) return
    }
  },
  get: async key => {
    const [item] = await table.get([letterItemKey(key)])
    return item && wholeLetter(table, item)
  },
  list: async query => {
    const { found, cursor } = await pageOf(table, query)
    return { letters: await wholeLetters(table, found), ...cursor }
  },
  heads: async query => {
    const { found, cursor } = await pageOf(table, query)
    return { heads: found.map(headOf), ...cursor }
  },
  replayed: (seen, atMs) => each(seen, one => update(table, one.key, replayedAt(one, atMs))),
  edit: (seen, edit) => update(table, seen.key, editOf(seen, edit)),
  park: (keys, from) =>
    each(
      keys.map(key => ({ key })),
      ({ key }) => update(table, key, parkOf(from)),
    ),
  purge: seen => each(seen, one => purge(table, one)),
  restore: letters => each(letters, letter => restore(table, letter)),
})

/** Letters that are changed at the same time: they lie in partitions of their own. */
const AT_ONCE = 25

/** Changes all; the keys of those that could be. */
const each = async <T extends { key: string }>(
  all: readonly T[],
  change: (one: T) => Promise<boolean>,
): Promise<string[]> => {
  const changed: string[] = []
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const some = all.slice(at, at + AT_ONCE)
    const could = await Promise.all(some.map(change))
    changed.push(...some.filter((_, nth) => could[nth]).map(({ key }) => key))
  }
  return changed
}

const partOf = (body: Buffer, part: number) => body.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)

/**
 * Write all of a body but its first part, which stands in the letter itself. Before the letter, so that it is whole
 * where it is seen, and once more after a new one: a purge of its predecessor may have swept the parts away in between.
 * Harmless to repeat: a letter's key is a hash of its bytes.
 */
const putParts = async ({ client, name }: Table, { key, body }: DeadLetter) => {
  const bytes = Buffer.from(body, 'base64')
  const parts = Math.ceil(bytes.length / PART_BYTES)
  for (let part = 1; part < parts; part++) {
    const Item = itemOf({ ...letterPartKey(key, part), body: partOf(bytes, part) })
    await known(name, client.send(new PutItemCommand({ TableName: name, Item })))
  }
  return { first: partOf(bytes, 0), parts }
}

const restore = async (table: Table, letter: DeadLetter): Promise<boolean> => {
  const { first, parts } = await putParts(table, letter)
  const Item = itemOfLetter(letter, first, parts)
  const put = new PutItemCommand({
    TableName: table.name,
    Item,
    ConditionExpression: 'attribute_not_exists(pk)',
  })
  const isNew = await happened(known(table.name, table.client.send(put)))
  if (isNew) await putParts(table, letter)
  return isNew
}

/** The letter first: parts that a crash leaves behind belong to nothing, and are never read. */
const purge = async ({ client, name }: Table, seen: SeenLetter): Promise<boolean> => {
  const Key = itemOf(letterItemKey(seen.key))
  const answer = known(
    name,
    client.send(new DeleteItemCommand({ TableName: name, Key, ReturnValues: 'ALL_OLD', ...asSeen(seen) })),
  )
  if (!(await happened(answer))) return false
  const parts = Number((await answer).Attributes?.parts?.N ?? 1)
  for (let part = 1; part < parts; part++) {
    const partKey = itemOf(letterPartKey(seen.key, part))
    await known(name, client.send(new DeleteItemCommand({ TableName: name, Key: partKey })))
  }
  return true
}

/** False where the condition did not hold. */
const update = ({ client, name }: Table, key: string, how: Update): Promise<boolean> =>
  happened(
    known(
      name,
      client.send(new UpdateItemCommand({ TableName: name, Key: itemOf(letterItemKey(key)), ...how })),
    ),
  )

const happened = (answer: Promise<unknown>): Promise<boolean> =>
  answer.then(
    () => true,
    error => {
      if (!isRefusedPut(error)) throw error
      return false
    },
  )
