/*
 * What a run consumed of what AWS bills: invocations and GB-seconds of Lambda, requests of SQS, read and write units of
 * DynamoDB, each by who caused it. Units are computed from the items of each request by the rules of infra/aws-units.ts,
 * because DynamoDB Local charges nothing.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { bytesOf, type Item, indexUnits, readUnits, unitsOfTransaction, writeUnits } from '../aws-units.ts'
import { billedTable } from '../billed-table.ts'
import type { AwsAnswer, AwsCall } from './gate.ts'
import type { Invocation } from './start-function.ts'

export type LambdaUse = {
  invocations: number
  /** Of those: with an error. */
  failed: number
  coldStarts: number
  /** Messages in all its batches; 0 where it takes none. */
  messages: number
  billedMs: number
  gbSeconds: number
  maxMemoryMb: number
}
export type SqsUse = {
  /** By action: { SendMessageBatch: 500 } */
  requests: Record<string, number>
  /** What is billed: one for each request, and for each 64 KB more. */
  billed: number
}
export type DynamoDbUse = {
  requests: Record<string, number>
  tableWriteUnits: number
  indexWriteUnits: number
  readUnits: number
}
export type Use = { lambda: LambdaUse; sqs: SqsUse; dynamoDb: DynamoDbUse }

/** By function, and `app` for what posts and `pollers` for what the event sources ask of the queues. */
export type Consumed = Record<string, Use>

export type Counter = {
  /** For the gate of a caller. */
  seen(caller: string): (call: AwsCall, answer: AwsAnswer) => void
  invoked(name: string, memoryMb: number, messages: number, result: Invocation): void
  consumed(): Consumed
}

export const countConsumed = (): Counter => {
  const uses: Consumed = {}
  const useOf = (caller: string): Use => {
    uses[caller] ??= noUse()
    return uses[caller]
  }
  return {
    seen: caller => (call, answer) => {
      if (call.service === 'AmazonSQS') addSqs(useOf(caller).sqs, call, answer)
      if (call.service === 'DynamoDB_20120810') addDynamoDb(useOf(caller).dynamoDb, call, answer)
    },
    invoked: (name, memoryMb, messages, result) => addLambda(useOf(name).lambda, memoryMb, messages, result),
    consumed: () => structuredClone(uses),
  }
}

/** Of a function that has done nothing yet. */
export const noUse = (): Use => ({
  lambda: {
    invocations: 0,
    failed: 0,
    coldStarts: 0,
    messages: 0,
    billedMs: 0,
    gbSeconds: 0,
    maxMemoryMb: 0,
  },
  sqs: { requests: {}, billed: 0 },
  dynamoDb: { requests: {}, tableWriteUnits: 0, indexWriteUnits: 0, readUnits: 0 },
})

const addLambda = (use: LambdaUse, memoryMb: number, messages: number, result: Invocation): void => {
  use.invocations++
  if (result.error) use.failed++
  if (result.initMs !== undefined) use.coldStarts++
  use.messages += messages
  use.billedMs += result.billedMs
  use.gbSeconds += (result.billedMs / 1000) * (memoryMb / 1024)
  use.maxMemoryMb = Math.max(use.maxMemoryMb, result.maxMemoryMb)
}

/** https://aws.amazon.com/sqs/pricing/: every 64 KB chunk of a payload is billed as one request. */
const SQS_CHUNK_BYTES = 64 * 1024

const addSqs = (use: SqsUse, { operation, bytes }: AwsCall, { body }: AwsAnswer): void => {
  use.requests[operation] = (use.requests[operation] ?? 0) + 1
  const payload = operation === 'ReceiveMessage' ? body.length : bytes
  use.billed += Math.max(1, Math.ceil(payload / SQS_CHUNK_BYTES))
}

/**
 * A cancelled transaction and a condition that did not hold are billed as if they had been written; a request that was
 * not valid is not. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
const addDynamoDb = (use: DynamoDbUse, { operation, body }: AwsCall, answer: AwsAnswer): void => {
  use.requests[operation] = (use.requests[operation] ?? 0) + 1
  const answered = parsed(answer.body)
  if (String(answered.__type).includes('ValidationException')) return
  const units = billedBy[operation]?.(withBytes(body), withBytes(answered), answer.status === 200)
  use.tableWriteUnits += units?.table ?? 0
  use.indexWriteUnits += units?.index ?? 0
  use.readUnits += units?.read ?? 0
}

/**
 * What an update changes is a counter, or the state of a dead letter: the request does not say how large the item is, and
 * a counter is always under 1 KB. Neither is in the index.
 */
const sizeOfUpdated = () => 1

type Units = { table?: number; index?: number; read?: number }
// biome-ignore lint/suspicious/noExplicitAny: requests and answers of DynamoDB, as they are sent.
type Sent = any

const billedBy: Record<string, (body: Sent, answer: Sent, written: boolean) => Units> = {
  // A transaction that was cancelled never reached the index, which is written after it.
  TransactWriteItems: ({ TransactItems }: { TransactItems: TransactWriteItem[] }, _, written) => {
    const { table, index } = unitsOfTransaction(TransactItems, billedTable, sizeOfUpdated)
    return { table, index: written ? index : 0 }
  },
  PutItem: ({ Item }, _, written) => ({
    table: writeUnits(bytesOf(Item)),
    index: written ? indexUnits(Item, billedTable) : 0,
  }),
  UpdateItem: () => ({ table: writeUnits(sizeOfUpdated()) }),
  DeleteItem: () => ({ table: writeUnits(sizeOfUpdated()) }),
  GetItem: ({ ConsistentRead }, { Item = {} }) => ({
    read: readUnits(bytesOf(Item), ConsistentRead === true),
  }),
  Query: ({ ConsistentRead }, { Items = [] }) => ({ read: readUnits(sumOf(Items), ConsistentRead === true) }),
  BatchGetItem: ({ RequestItems }, { Responses = {} }) => ({
    read: Object.entries<Item[]>(Responses).reduce((units, [table, items]) => {
      const isConsistent = RequestItems[table]?.ConsistentRead === true
      const missing = RequestItems[table].Keys.length - items.length
      return [...items, ...Array<Item>(missing).fill({})].reduce(
        (sum, item) => sum + readUnits(bytesOf(item), isConsistent),
        units,
      )
    }, 0),
  }),
}

const sumOf = (items: readonly Item[]): number => items.reduce((bytes, item) => bytes + bytesOf(item), 0)

const parsed = (body: Buffer): Sent => {
  try {
    return JSON.parse(body.toString())
  } catch {
    return {}
  }
}

/** Binary values travel as base64, and are billed as bytes. */
const withBytes = (value: Sent): Sent => {
  if (Array.isArray(value)) return value.map(withBytes)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      name === 'B' && typeof one === 'string' ? Buffer.from(one, 'base64') : withBytes(one),
    ]),
  )
}
