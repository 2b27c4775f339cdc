import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Tally } from '../../schemas/mood.ts'
import {
  buckets,
  counterItemKey,
  counterPartition,
  messageItemKey,
  roomPartition,
  windowKey,
} from '../pipeline/keys.ts'
import { MINUTE_MS, nothing, plus, sum } from '../pipeline/mood.ts'
import type { Clock, Counter, Letters, Span, Store } from '../pipeline/ports.ts'
import { dynamoFold } from './dynamodb-fold.ts'
import { counterOf, valuesOf } from './dynamodb-items.ts'
import { dynamoLetters } from './dynamodb-letters.ts'
import { dynamoList } from './dynamodb-list.ts'
import { storedMessageOf } from './dynamodb-message.ts'
import { dynamoShards, type Shards } from './dynamodb-shards.ts'
import { dynamoTable, type QueryInput, type Table } from './dynamodb-table.ts'
import { dynamoWriter } from './dynamodb-write.ts'

/**
 * The store in a DynamoDB table that was made from infra/table.json.
 *
 * Give the client `maxAttempts` of 2 or more, so that a lost response is asked for again under the same token, and a
 * `requestTimeout` with `throwOnRequestTimeout: true`, or a request that hangs is only warned of.
 */
export const dynamoStore = (
  client: DynamoDBClient,
  name: string,
  clock: Clock,
): { store: Store; letters: Letters } => {
  const table = dynamoTable(client, name, clock)
  const shards = dynamoShards(table)
  const store: Store = {
    write: dynamoWriter(table),
    read: async keys => {
      const found = (await table.get([...new Set(keys)].map(messageItemKey))).map(storedMessageOf)
      return new Map(found.map(message => [message.key, message]))
    },
    list: dynamoList(table, shards),
    fold: dynamoFold(table),
    counters: (room, span) => (span ? minutes(table, shards, room, span) : totals(table, shards, room)),
    sumOfMinutes: room => sumOfMinutes(table, shards, room),
    rooms: () => rooms(table),
    shards: shards.forWriters,
    growShards: shards.grow,
  }
  return { store, letters: dynamoLetters(table) }
}

const shardsToRead = async (shards: Shards) => [...Array(await shards.forReaders()).keys()]

const totals = async (table: Table, shards: Shards, room: string): Promise<Counter[]> => {
  const keys = (await shardsToRead(shards)).map(shard => counterItemKey(room, shard, 'total'))
  const shardOf = new Map(keys.map(({ pk }, shard) => [pk, shard]))
  return (await table.get(keys)).map(item => counterOf(shardOf.get(String(item.pk))!, item))
}

/** The last minute that a window key has digits for: the year 20,984. */
const LAST_MINUTE = 9_999_999_999

const minutes = async (table: Table, shards: Shards, room: string, span: Span): Promise<Counter[]> => {
  const first = Math.max(0, Math.ceil(span.fromMs / MINUTE_MS))
  const last = Math.min(LAST_MINUTE, Math.ceil(span.toMs / MINUTE_MS) - 1)
  if (first > last) return []
  const counters = (await shardsToRead(shards)).map(async shard => {
    const items = await table.all(minutesBetween(room, shard, first, last))
    return items.map(item => counterOf(shard, item))
  })
  return (await Promise.all(counters)).flat()
}

const minutesBetween = (room: string, shard: number, first: number, last: number): QueryInput => ({
  KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
  ExpressionAttributeValues: valuesOf({
    pk: counterPartition(room, shard),
    first: windowKey(first),
    last: windowKey(last),
  }),
  ConsistentRead: true,
})

/** Page by page: minutes do not expire, so there may be more of them than fit in memory. */
const sumOfMinutes = async (table: Table, shards: Shards, room: string): Promise<Tally> => {
  const sums = (await shardsToRead(shards)).map(async shard => {
    let added = nothing
    for await (const found of table.pages(minutesBetween(room, shard, 0, LAST_MINUTE)))
      added = plus(added, sum(found.map(item => counterOf(shard, item).tally)))
    return added
  })
  return sum(await Promise.all(sums))
}

const rooms = async (table: Table): Promise<string[]> => {
  const items = buckets.map(bucket =>
    table.all({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: valuesOf({ pk: roomPartition(bucket) }),
      ConsistentRead: true,
    }),
  )
  return (await Promise.all(items))
    .flat()
    .map(({ sk }) => String(sk))
    .sort()
}
