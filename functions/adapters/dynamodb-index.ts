import { TIME_INDEX } from '../pipeline/keys.ts'
import { type Fields, valuesOf } from './dynamodb-items.ts'
import type { QueryInput, Table } from './dynamodb-table.ts'

/** Part of a newest-first reading. `next`: go on below it; none: there is no more. */
export type Newest = { found: Fields[]; next?: string }

/** What a filter adds to a query. A projection has to hold gs. */
export type Filter = Pick<
  QueryInput,
  'FilterExpression' | 'ProjectionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>

/**
 * Items of several partitions of the index in one order, newest first: those under `below`, `limit` at the most and
 * maybe fewer. Each partition is read a little further than its share; an item older than the point which some
 * partition was not read past has to wait for the next call.
 */
export const newestOf = async (
  table: Table,
  partitions: readonly string[],
  below: string,
  limit: number,
  filter: Filter = {},
): Promise<Newest> => {
  const share = filter.FilterExpression ? 100 : Math.max(10, Math.ceil((2 * limit) / partitions.length))
  const pages = await Promise.all(
    partitions.map(partition => table.page(queryOf(partition, below, share, filter))),
  )
  const readTo = pages.map(({ last }) => String(last?.gs ?? '')).reduce((a, b) => (a > b ? a : b))
  const found = pages.flatMap(page => page.found.filter(item => sortKey(item) >= readTo)).sort(newestFirst)
  if (found.length > limit) return { found: found.slice(0, limit), next: sortKey(found[limit - 1]!) }
  return readTo === '' ? { found } : { found, next: readTo }
}

const sortKey = (item: Fields) => String(item.gs)
const newestFirst = (a: Fields, b: Fields) => (sortKey(a) < sortKey(b) ? 1 : -1)

const queryOf = (partition: string, below: string, limit: number, filter: Filter): QueryInput => ({
  ...filter,
  IndexName: TIME_INDEX,
  KeyConditionExpression: 'gk = :partition AND gs < :below',
  ExpressionAttributeValues: { ...valuesOf({ partition, below }), ...filter.ExpressionAttributeValues },
  ScanIndexForward: false,
  Limit: limit,
})
