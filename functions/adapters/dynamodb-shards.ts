import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { shardsItemKey } from '../pipeline/keys.ts'
import { isRefusedPut } from './dynamodb-errors.ts'
import { itemOf, valuesOf } from './dynamodb-items.ts'
import { known, type Table } from './dynamodb-table.ts'

/** Writers spread over `previous` shards until the time `from`, then over `count`; readers read `count` at once. */
type Announcement = { count: number; previous: number; from: number }

/** Before anybody has announced a number. */
const unannounced: Announcement = { count: 8, previous: 8, from: 0 }

/** How long a process may go by the announcement it read last. */
const CACHE_MS = 1_000
/** How long writers wait for the readers: far longer than those may be behind, so that clocks may differ too. */
const LEAD_MS = 60_000

export type Shards = {
  forWriters(): Promise<number>
  forReaders(): Promise<number>
  grow(count: number): Promise<void>
}

export const dynamoShards = (table: Table): Shards => {
  const { clock } = table
  let last: { atMs: number; announcement: Promise<Announcement> } | undefined
  const current = (): Promise<Announcement> => {
    if (last && clock.now() - last.atMs < CACHE_MS) return last.announcement
    const announcement = read(table)
    last = { atMs: clock.now(), announcement }
    announcement.catch(() => {
      last = undefined
    })
    return announcement
  }
  const grow = async (count: number): Promise<void> => {
    for (;;) {
      const standing = await read(table)
      last = undefined
      if (count <= standing.count || (await announce(table, standing, count))) return
    }
  }
  return {
    forWriters: async () => inUse(await current(), clock.now()),
    forReaders: async () => (await current()).count,
    grow,
  }
}

const inUse = ({ count, previous, from }: Announcement, nowMs: number) => (nowMs < from ? previous : count)

const read = async (table: Table): Promise<Announcement> => {
  const [item] = await table.get([shardsItemKey])
  return item ? (item as Announcement) : unannounced
}

/** False where another process announced a number in between. */
const announce = async (table: Table, standing: Announcement, count: number): Promise<boolean> => {
  const nowMs = table.clock.now()
  const put = new PutItemCommand({
    TableName: table.name,
    Item: itemOf({ ...shardsItemKey, count, previous: inUse(standing, nowMs), from: nowMs + LEAD_MS }),
    ConditionExpression: 'attribute_not_exists(pk) OR #count = :standing',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: valuesOf({ standing: standing.count }),
  })
  return known(table.name, table.client.send(put)).then(
    () => true,
    error => {
      if (!isRefusedPut(error)) throw error
      return false
    },
  )
}
