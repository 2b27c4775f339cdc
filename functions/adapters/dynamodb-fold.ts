import type { Tally } from '../../schemas/mood.ts'
import { buckets, hourOf, hourPartition, parseTimeKey, TIME_INDEX, timeBound } from '../pipeline/keys.ts'
import { minuteOf, nothing, plus, tallyOf } from '../pipeline/mood.ts'
import type { LiveMessage, Span, Store } from '../pipeline/ports.ts'
import { type Fields, valuesOf } from './dynamodb-items.ts'
import { projectionOf, type QueryInput, type Table } from './dynamodb-table.ts'

/** Partitions of the index that are read at the same time; a quiet day has 192 of them. */
const AT_ONCE = 32

/** What a tally hangs on, and gs, which says the minute. All of it stands in the index. */
const COUNTED = ['gs', 'label', 'sure', 'kind', 'flagged', 'score', 'model']

/** Looks into every hour of the span, whether or not it has counters: an audit wants to know what they do not say. */
export const dynamoFold =
  (table: Table): Store['fold'] =>
  async (room, span, { consistent } = { consistent: false }) => {
    const folds = new Map<number, Tally>()
    const partitions = partitionsOf(room, span)
    const worker = async () => {
      for (const partition of partitions)
        for await (const found of table.pages(queryOf(partition, span, consistent ? ['pk', 'sk'] : COUNTED)))
          addTo(folds, consistent ? await standing(table, found) : found)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    return folds
  }

/** None of a span that ends before it begins: DynamoDB refuses such a BETWEEN. */
function* partitionsOf(room: string, { fromMs, toMs }: Span): Generator<string, undefined> {
  if (toMs <= fromMs) return
  for (let hour = hourOf(toMs - 1); hour >= hourOf(fromMs); hour--)
    for (const bucket of buckets) yield hourPartition(room, hour, bucket)
}

const queryOf = (partition: string, { fromMs, toMs }: Span, fields: readonly string[]): QueryInput => ({
  ...projectionOf(fields),
  IndexName: TIME_INDEX,
  KeyConditionExpression: 'gk = :partition AND gs BETWEEN :from AND :to', // no gs is a bound: a key follows the time
  ExpressionAttributeValues: valuesOf({ partition, from: timeBound(fromMs), to: timeBound(toMs) }),
})

/** The items themselves, where the index may be late: what has been erased meanwhile has no gs. */
const standing = async (table: Table, found: readonly Fields[]): Promise<Fields[]> => {
  const items = await table.get(
    found.map(({ pk, sk }) => ({ pk, sk })),
    ['is', ...COUNTED],
  )
  return items.filter(({ is }) => is !== 'erased')
}

const addTo = (folds: Map<number, Tally>, found: readonly Fields[]): void => {
  for (const one of found) {
    const minute = minuteOf(parseTimeKey(String(one.gs))?.timeMs ?? Number.NaN)
    folds.set(minute, plus(folds.get(minute) ?? nothing, tallyOf(one as unknown as LiveMessage)))
  }
}
