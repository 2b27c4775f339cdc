import {
  buckets,
  counterPartition,
  hourOf,
  hourPartition,
  parseTimeKey,
  parseWindowKey,
  timeBound,
  timeKey,
  windowKey,
} from '../pipeline/keys.ts'
import type { LiveMessage, MessagePage, Store } from '../pipeline/ports.ts'
import { newestOf } from './dynamodb-index.ts'
import { contentOf, type Fields, valuesOf } from './dynamodb-items.ts'
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
    return pageOf(found as LiveMessage[], limit)
  }

/** One more than `limit` was asked for, so it is known whether there is more. */
const pageOf = (found: readonly LiveMessage[], limit: number): MessagePage => {
  const messages = found.slice(0, limit).map(message => contentOf(message) as LiveMessage)
  const last = messages.at(-1)
  return found.length > limit && last ? { messages, cursor: timeKey(last.postedAt, last.key) } : { messages }
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
