import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import {
  buckets,
  letterIndexKey,
  letterItemKey,
  letterPartition,
  letterPartKey,
  parseTimeKey,
  timeBound,
} from '../pipeline/keys.ts'
import type { LetterQuery, Letters } from '../pipeline/ports.ts'
import { isRefusedPut } from './dynamodb-errors.ts'
import { type Filter, newestOf } from './dynamodb-index.ts'
import { contentOf, type Fields, itemOf, valuesOf } from './dynamodb-items.ts'
import { known, type Table } from './dynamodb-table.ts'

/** Of a body, in one item. An item holds 400 KB and SQS carries 1 MiB, so a large body goes on in more items. */
const PART_BYTES = 256 * 1024

/** The dead letters in DynamoDB. Throws what the client throws. */
export const dynamoLetters = (table: Table): Letters => ({
  put: async letter => {
    const body = Buffer.from(letter.body, 'base64')
    const parts = Math.ceil(body.length / PART_BYTES)
    for (let part = 1; part < parts; part++) await putPart(table, letter.key, part, partOf(body, part))
    const put = putOf(letter, partOf(body, 0), parts)
    // It is open, or it is not; where it changes in between, neither condition holds, and it is looked at again.
    while (!(await update(table, letter.key, put)) && !(await update(table, letter.key, rejectedAgain)));
  },
  get: async key => {
    const [item] = await table.get([letterItemKey(key)])
    return item && wholeLetter(table, item)
  },
  list: async ({ limit, cursor, ...wanted }) => {
    if (cursor !== undefined && !parseTimeKey(cursor)) return { letters: [] }
    const below = cursor ?? timeBound(Infinity)
    const { found, next } = await newestOf(
      table,
      buckets.map(letterPartition),
      below,
      limit,
      filterOf(wanted),
    )
    const letters = await Promise.all(found.map(item => wholeLetter(table, item)))
    return { letters, ...(next === undefined ? {} : { cursor: next }) }
  },
  replayed: (key, atMs, rejections) =>
    update(table, key, {
      UpdateExpression: 'SET #state = :state, replayedAt = :at ADD replays :one',
      ConditionExpression: 'rejections = :rejections',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: valuesOf({ state: 'replayed', at: atMs, one: 1, rejections }),
    }),
})

const partOf = (body: Buffer, part: number) => body.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)

/** Written before the letter itself. Harmless to repeat: a letter's key is a hash of its bytes. */
const putPart = ({ client, name }: Table, key: string, part: number, body: Uint8Array) =>
  known(
    name,
    client.send(new PutItemCommand({ TableName: name, Item: itemOf({ ...letterPartKey(key, part), body }) })),
  )

/** A new letter, or a replayed one opened again: its replays stay as they were. */
const putOf = (
  { key, rejections, replays, replayedAt, ...letter }: DeadLetter,
  body: Uint8Array,
  parts: number,
) => {
  const fields = { ...letter, ...letterIndexKey(letter.rejectedAt, key), key, body, parts }
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  const settings = given.map(([name]) => `#${name} = :${name}`)
  return {
    UpdateExpression: `SET ${settings.join(', ')}, replays = if_not_exists(replays, :replays) ADD rejections :rejections`,
    ConditionExpression: 'attribute_not_exists(pk) OR #state = :replayed',
    ExpressionAttributeNames: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: valuesOf({ ...fields, rejections, replays, replayed: 'replayed' }),
  }
}

const rejectedAgain = {
  UpdateExpression: 'ADD rejections :one',
  ConditionExpression: '#state = :open',
  ExpressionAttributeNames: { '#state': 'state' },
  ExpressionAttributeValues: valuesOf({ one: 1, open: 'open' }),
}

type Update = Omit<ConstructorParameters<typeof UpdateItemCommand>[0], 'TableName' | 'Key'>

/** False where the condition did not hold. */
const update = ({ client, name }: Table, key: string, how: Update): Promise<boolean> =>
  known(
    name,
    client.send(new UpdateItemCommand({ TableName: name, Key: itemOf(letterItemKey(key)), ...how })),
  ).then(
    () => true,
    error => {
      if (!isRefusedPut(error)) throw error
      return false
    },
  )

const wholeLetter = async (table: Table, item: Fields): Promise<DeadLetter> => {
  const { parts, body, ...letter } = contentOf(item)
  const more = Array.from({ length: Number(parts) - 1 }, (_, at) => letterPartKey(String(letter.key), at + 1))
  const rest = (await table.get(more)).sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1))
  const bytes = [body, ...rest.map(part => part.body)] as Uint8Array[]
  return { ...letter, body: Buffer.concat(bytes).toString('base64') } as DeadLetter
}

const filterOf = (wanted: Pick<LetterQuery, 'reason' | 'room' | 'state'>): Filter => {
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined)
  if (given.length === 0) return {}
  return {
    FilterExpression: given.map(([name]) => `#${name} = :${name}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: valuesOf(Object.fromEntries(given)),
  }
}
