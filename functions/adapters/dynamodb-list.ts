import {
  buckets,
  counterPartition,
  hourOf,
  hourPartition,
  parseTimeKey,
  parseWindowKey,
  timeBound,
  windowKey,
} from '../pipeline/keys.ts'
import type { LiveMessage, MessagePage, Store } from '../pipeline/ports.ts'
import { newestOf } from './dynamodb-index.ts'
import { type Fields, valuesOf } from './dynamodb-items.ts'
import { storedMessageOf } from './dynamodb-message.ts'
import type { Shards } from './dynamodb-shards.ts'
import type { Table } from './dynamodb-table.ts'

const MINUTES_PER_HOUR = 60

/** Walks the room's hours backwards, from one that has counters to the next, so that quiet days cost nothing. */
export const dynamoList =
  (table: Table, shards: Shards): Store['list'] =>
  async (room, { fromMs, toMs }, limit, cursor): Promise<MessagePage> => {
    const after = cursor === undefined ? undefined : parseTimeKey(cursor)
    if (cursor !== undefined && !after) return { messages: [] }
    const from = timeBound(fromMs)
    const end = timeBound(toMs)
    const below = cursor !== undefined && cursor < end ? cursor : end
    const oldest = hourOf(Number(from))
    let hour: number | undefined = hourOf(after && below === cursor ? after.timeMs : Number(end) - 1)
    const found: Fields[] = []
    while (hour !== undefined && hour >= oldest && found.length <= limit) {
      const ofHour = await readHour(table, room, hour, below, limit + 1 - found.length)
      found.push(...ofHour.filter(({ gs }) => String(gs) >= from))
      hour = hour > oldest ? await hourBefore(table, room, hour, await shards.forReaders()) : undefined
    }
    return pageOf(table, found, limit)
  }

/** One more than `limit` was asked for, so it is known whether there is more. */
const pageOf = async (table: Table, found: readonly Fields[], limit: number): Promise<MessagePage> => {
  const page = found.slice(0, limit)
  const messages = await standingOf(table, page)
  const last = page.at(-1)
  return found.length > limit && last ? { messages, cursor: String(last.gs) } : { messages }
}

/** The index says which and in what order; the table has the rest of them. What has been erased meanwhile is left out. */
const standingOf = async (table: Table, page: readonly Fields[]): Promise<LiveMessage[]> => {
  const items = await table.get(page.map(({ pk, sk }) => ({ pk, sk })))
  const byKey = new Map(items.map(item => [item.pk, storedMessageOf(item)]))
  return page.flatMap(({ pk }) => {
    const message = byKey.get(pk)
    return message?.is === 'live' ? message : []
  })
}

const readHour = async (
  table: Table,
  room: string,
  hour: number,
  below: string,
  limit: number,
): Promise<Fields[]> => {
  const partitions = buckets.map(bucket => hourPartition(room, hour, bucket))
  const found: Fields[] = []
  for (let next: string | undefined = below; next !== undefined && found.length < limit; ) {
    const part = await newestOf(table, partitions, next, limit - found.length)
    found.push(...part.found)
    next = part.next
  }
  return found
}

/** The last hour before `hour` in which the room has counters: there can be no messages between. */
const hourBefore = async (
  table: Table,
  room: string,
  hour: number,
  shards: number,
): Promise<number | undefined> => {
  const minute = windowKey(hour * MINUTES_PER_HOUR)
  const newest = await Promise.all(
    [...Array(shards).keys()].map(shard =>
      table.page({
        KeyConditionExpression: 'pk = :pk AND sk < :minute',
        ExpressionAttributeValues: valuesOf({ pk: counterPartition(room, shard), minute }),
        ScanIndexForward: false,
        Limit: 1,
        ConsistentRead: true,
      }),
    ),
  )
  const minutes = newest.flatMap(({ found }) => found.map(({ sk }) => Number(parseWindowKey(String(sk)))))
  return minutes.length > 0 ? Math.floor(Math.max(...minutes) / MINUTES_PER_HOUR) : undefined
}
