import type { DeadLetter, LetterHead } from '../../schemas/dead-letter.ts'
import {
  buckets,
  letterItemKey,
  letterPartition,
  letterPartKey,
  parseTimeKey,
  timeBound,
} from '../pipeline/keys.ts'
import type { LetterFilter, LetterQuery } from '../pipeline/ports.ts'
import { type Filter, newestOf } from './dynamodb-index.ts'
import { contentOf, type Fields, valuesOf } from './dynamodb-items.ts'
import type { Table } from './dynamodb-table.ts'

/** A letter without its bytes, as the index holds it; gs is its place in the order. */
const HEAD =
  'gs, key, reason, detail, room, origin, receives, rejectedAt, rejections, state, replays, replayedAt, edits, editedAt'.split(
    ', ',
  )

/** A page of letters without their bytes, newest first, that ends where they are older than the span. */
export const pageOf = async (
  table: Table,
  { from = 0, to = Number.POSITIVE_INFINITY, limit, cursor, ...wanted }: LetterQuery,
): Promise<{ found: Fields[]; cursor: { cursor?: string } }> => {
  if (cursor !== undefined && !parseTimeKey(cursor)) return { found: [], cursor: {} }
  const [oldest, end] = [timeBound(from), timeBound(to)]
  const below = cursor !== undefined && cursor < end ? cursor : end
  const partitions = buckets.map(letterPartition)
  const { found, next } = await newestOf(table, partitions, below, limit, filterOf(wanted))
  const within = found.filter(({ gs }) => String(gs) >= oldest)
  const isEnd = next === undefined || next < oldest
  return { found: within, cursor: isEnd ? {} : { cursor: next } }
}

/** Names stand behind a #, because DynamoDB has some of them for words of its own. */
const filterOf = ({ prefix, ...equal }: Omit<LetterFilter, 'from' | 'to'>): Filter => {
  const given = Object.entries(equal).filter(([, value]) => value !== undefined)
  const conditions = given.map(([name]) => `#${name} = :${name}`)
  if (prefix !== undefined) conditions.push('begins_with(#key, :prefix)')
  const names = [...given.map(([name]) => name), ...HEAD]
  return {
    ...(conditions.length > 0 && { FilterExpression: conditions.join(' AND ') }),
    ProjectionExpression: HEAD.map(name => `#${name}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
    ExpressionAttributeValues: valuesOf({ ...Object.fromEntries(given), prefix }),
  }
}

export const headOf = (item: Fields): LetterHead => ({ edits: 0, ...contentOf(item) }) as LetterHead

/** The letter of an item, with the parts of its body that stand in items of their own. */
export const wholeLetter = async (table: Table, item: Fields): Promise<DeadLetter> => {
  const { parts, body, edited, ...head } = item
  const more = Array.from({ length: Number(parts) - 1 }, (_, at) => letterPartKey(String(head.key), at + 1))
  const rest = (await table.get(more)).sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1))
  const bytes = [body, ...rest.map(part => part.body)] as Uint8Array[]
  return {
    ...headOf(head),
    body: base64Of(bytes),
    ...(edited === undefined ? {} : { edited: base64Of([edited as Uint8Array]) }),
  }
}

/** The same letters with their bytes, which the index does not hold. What has been purged meanwhile is left out. */
export const wholeLetters = async (table: Table, heads: readonly Fields[]): Promise<DeadLetter[]> => {
  const items = await table.get(heads.map(({ key }) => letterItemKey(String(key))))
  const byKey = new Map<unknown, Fields>(items.map(item => [item.key, item]))
  const found = heads.flatMap(({ key }) => {
    const item = byKey.get(key)
    return item ? [item] : []
  })
  return Promise.all(found.map(item => wholeLetter(table, item)))
}

const base64Of = (bytes: Uint8Array[]) => Buffer.concat(bytes).toString('base64')
