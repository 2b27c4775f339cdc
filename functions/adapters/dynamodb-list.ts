import {
  buckets,
  counterPartition,
  endOfHourKey,
  hourOf,
  hourPartition,
  parseTimeKey,
  parseWindowKey,
  timeBound,
  windowKey,
} from '../pipeline/keys.ts'
import type { LiveMessage, MessagePage, Only, Store } from '../pipeline/ports.ts'
import { type Filter, newestOf } from './dynamodb-index.ts'
import { type Fields, valuesOf } from './dynamodb-items.ts'
import { storedMessageOf } from './dynamodb-message.ts'
import type { Shards } from './dynamodb-shards.ts'
import type { Table } from './dynamodb-table.ts'

const MINUTES_PER_HOUR = 60

/**
 * Rounds that one list of a single kind may take, each up to 100 entries of 8 partitions: some 8,000 others that it looks
 * through, or 10 hours. A room of comments alone would otherwise be read from end to end by one call.
 */
const MAX_ROUNDS = 10

/** Where the walk goes on: in this hour, below this place in the order. */
type Place = { hour: number; below: string }

/** Walks the room's hours backwards, from one that has counters to the next, so that quiet days cost nothing. */
export const dynamoList =
  (table: Table, shards: Shards): Store['list'] =>
  async (room, { fromMs, toMs }, limit, cursor, only): Promise<MessagePage> => {
    if (cursor !== undefined && !parseTimeKey(cursor)) return { messages: [] }
    const from = timeBound(fromMs)
    let place: Place | undefined = firstPlace(timeBound(toMs), cursor)
    const found: Fields[] = []
    for (let round = 0; place && (!only || round < MAX_ROUNDS); round++) {
      const partitions = partitionsOf(room, place.hour)
      const part = await newestOf(table, partitions, place.below, limit + 1 - found.length, filterOf(only))
      found.push(...part.found.filter(({ gs }) => String(gs) >= from))
      const isFull = found.length > limit
      place = isFull ? undefined : await nextPlace(table, shards, room, { place, from, next: part.next })
    }
    return pageOf(table, { found, limit, place, only })
  }

const partitionsOf = (room: string, hour: number) => buckets.map(bucket => hourPartition(room, hour, bucket))

const firstPlace = (end: string, cursor: string | undefined): Place => {
  const after = cursor !== undefined && cursor < end ? parseTimeKey(cursor) : undefined
  return after
    ? { hour: hourOf(after.timeMs), below: cursor! }
    : { hour: hourOf(Number(end) - 1), below: end }
}

/** Further on in the hour, or at the end of the one before it; undefined: the span has no more. */
const nextPlace = async (
  table: Table,
  shards: Shards,
  room: string,
  { place: { hour }, from, next }: { place: Place; from: string; next: string | undefined },
): Promise<Place | undefined> => {
  if (next !== undefined) return next < from ? undefined : { hour, below: next }
  const oldest = hourOf(Number(from))
  const before = hour > oldest ? await hourBefore(table, room, hour, await shards.forReaders()) : undefined
  return before === undefined || before < oldest ? undefined : { hour: before, below: endOfHourKey(before) }
}

/** What the index says of a message's kind; what it does not hold is read afterwards. */
const filterOf = (only: Only | undefined): Filter | undefined =>
  only && {
    FilterExpression: '#kind = :kind',
    ExpressionAttributeNames: { '#kind': 'kind' },
    ExpressionAttributeValues: valuesOf({ kind: only.kind }),
  }

type Walked = { found: readonly Fields[]; limit: number; place: Place | undefined; only: Only | undefined }

/** One more than `limit` was asked for, so it is known whether there is more. */
const pageOf = async (table: Table, { found, limit, place, only }: Walked): Promise<MessagePage> => {
  const page = found.slice(0, limit)
  const messages = await standingOf(table, page, only)
  const last = found.length > limit ? page.at(-1) : undefined
  const cursor = last ? String(last.gs) : place?.below
  return cursor === undefined ? { messages } : { messages, cursor }
}

/** The index says which and in what order; the table has the rest of them. What has become another is left out. */
const standingOf = async (
  table: Table,
  page: readonly Fields[],
  only: Only | undefined,
): Promise<LiveMessage[]> => {
  const items = await table.get(page.map(({ pk, sk }) => ({ pk, sk })))
  const byKey = new Map(items.map(item => [item.pk, storedMessageOf(item)]))
  return page.flatMap(({ pk }) => {
    const message = byKey.get(pk)
    if (message?.is !== 'live') return []
    return only && message.kind !== only.kind ? [] : message
  })
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
