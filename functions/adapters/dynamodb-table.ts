import {
  BatchGetItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import type { Clock } from '../pipeline/ports.ts'
import { type Fields, fieldsOf, type Item, itemOf } from './dynamodb-items.ts'

/** Keys in one BatchGetItem call. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_BATCH_KEYS = 100
/** How often keys that a throttled table left out are asked for, the pause doubling from 25 ms: 1.6 s in all. */
const MAX_ATTEMPTS = 7
const BASE_DELAY_MS = 25

export type QueryInput = Omit<QueryCommandInput, 'TableName'>
export type QueryPage = { found: Fields[]; last?: Fields }

export type Table = {
  client: DynamoDBClient
  name: string
  clock: Clock
  /** One page of a query. `last` is where the next one starts; none: there is no more. */
  page(query: QueryInput): Promise<QueryPage>
  /** Page after page of a query. */
  pages(query: QueryInput): AsyncGenerator<Fields[], undefined>
  /** All pages of a query. */
  all(query: QueryInput): Promise<Fields[]>
  /** The items under these keys (`fields`: only these of them), consistently, in no order; what is not there is left out. */
  get(keys: readonly Fields[], fields?: readonly string[]): Promise<Fields[]>
}

/** Reading from one table, with the pages and the left-overs seen to. Throws what the client throws. */
export const dynamoTable = (client: DynamoDBClient, name: string, clock: Clock): Table => {
  const page = async (query: QueryInput): Promise<QueryPage> => {
    const { Items = [], LastEvaluatedKey: last } = await known(
      name,
      client.send(new QueryCommand({ TableName: name, ...query })),
    )
    return { found: Items.map(fieldsOf), ...(last ? { last: fieldsOf(last) } : {}) }
  }
  async function* pages(query: QueryInput): AsyncGenerator<Fields[], undefined> {
    for (let start: Item | undefined, more = true; more; more = start !== undefined) {
      const next = await page({ ...query, ...(start ? { ExclusiveStartKey: start } : {}) })
      yield next.found
      start = next.last && itemOf(next.last)
    }
  }
  const all = async (query: QueryInput): Promise<Fields[]> => {
    const all: Fields[] = []
    for await (const found of pages(query)) all.push(...found)
    return all
  }
  const get = async (keys: readonly Fields[], fields?: readonly string[]): Promise<Fields[]> => {
    const batches = Array.from({ length: Math.ceil(keys.length / MAX_BATCH_KEYS) }, (_, at) => {
      const Keys = keys.slice(at * MAX_BATCH_KEYS, (at + 1) * MAX_BATCH_KEYS).map(itemOf)
      return getBatch(client, name, clock, { Keys, ...(fields && projectionOf(fields)) })
    })
    return (await Promise.all(batches)).flat()
  }
  return { client, name, clock, page, pages, all, get }
}

/** Names stand behind a #, because DynamoDB has some of them for words of its own. */
export const projectionOf = (fields: readonly string[]) => ({
  ProjectionExpression: fields.map(name => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(fields.map(name => [`#${name}`, name])),
})

type Batch = { Keys: Item[] } & Partial<ReturnType<typeof projectionOf>>

const getBatch = async (
  client: DynamoDBClient,
  name: string,
  clock: Clock,
  { Keys, ...projection }: Batch,
): Promise<Fields[]> => {
  const found: Fields[] = []
  let left = Keys
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { Responses, UnprocessedKeys } = await known(
      name,
      client.send(
        new BatchGetItemCommand({
          RequestItems: { [name]: { ...projection, Keys: left, ConsistentRead: true } },
        }),
      ),
    )
    found.push(...(Responses?.[name] ?? []).map(fieldsOf))
    left = UnprocessedKeys?.[name]?.Keys ?? []
    if (left.length === 0) return found
    await clock.sleep(BASE_DELAY_MS * 2 ** attempt)
  }
  throw new Error(
    `table "${name}" is throttled: it left out ${left.length} of ${Keys.length} items; try again`,
  )
}

/** The answer, or what to do about a table that is not there. */
export const known = <Answer>(name: string, answer: Promise<Answer>): Promise<Answer> =>
  answer.catch(cause => {
    if (!(cause instanceof ResourceNotFoundException)) throw cause
    throw new Error(
      `table "${name}" not found: create it from infra/table.json, or name another in ROOMTONE_STORE`,
      { cause },
    )
  })
