import type { DeadLetter, LetterHead } from '../../schemas/dead-letter.ts'
import { buckets, letterPartition, letterPartKey, parseTimeKey, timeBound } from '../pipeline/keys.ts'
import type { LetterFilter, LetterQuery } from '../pipeline/ports.ts'
import { type Filter, newestOf } from './dynamodb-index.ts'
import { contentOf, type Fields, valuesOf } from './dynamodb-items.ts'
import type { Table } from './dynamodb-table.ts'

/** What to read of an item that is wanted without its bytes: gs is its place in the order. */
export const HEAD =
  'gs, key, reason, detail, room, origin, receives, rejectedAt, rejections, state, replays, replayedAt, edits, editedAt'.split(
    ', ',
  )

/** A page of letters, newest first, that ends where they are older than the span. */
export const pageOf = async (
  table: Table,
  { from = 0, to = Number.POSITIVE_INFINITY, limit, cursor, ...wanted }: LetterQuery,
  fields?: readonly string[],
): Promise<{ found: Fields[]; cursor: { cursor?: string } }> => {
  if (cursor !== undefined && !parseTimeKey(cursor)) return { found: [], cursor: {} }
  const [oldest, end] = [timeBound(from), timeBound(to)]
  const below = cursor !== undefined && cursor < end ? cursor : end
  const partitions = buckets.map(letterPartition)
  const { found, next } = await newestOf(table, partitions, below, limit, filterOf(wanted, fields))
  const within = found.filter(({ gs }) => String(gs) >= oldest)
  const isEnd = next === undefined || next < oldest
  return { found: within, cursor: isEnd ? {} : { cursor: next } }
}

/** Names stand behind a #, because DynamoDB has some of them for words of its own. */
const filterOf = (
  { prefix, ...equal }: Omit<LetterFilter, 'from' | 'to'>,
  fields: readonly string[] = [],
): Filter => {
  const given = Object.entries(equal).filter(([, value]) => value !== undefined)
  const conditions = given.map(([name]) => `#${name} = :${name}`)
  if (prefix !== undefined) conditions.push('begins_with(#key, :prefix)')
  const names = [...given.map(([name]) => name), ...(prefix === undefined ? [] : ['key']), ...fields]
  return {
    ...(conditions.length > 0 && { FilterExpression: conditions.join(' AND ') }),
    ...(fields.length > 0 && { ProjectionExpression: fields.map(name => `#${name}`).join(', ') }),
    ...(names.length > 0 && {
      ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
    }),
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

const base64Of = (bytes: Uint8Array[]) => Buffer.concat(bytes).toString('base64')
