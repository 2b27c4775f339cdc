import { expect, test } from 'vitest'
import { billedTable } from '../../../infra/billed-table.ts'
import { countConsumed } from '../../../infra/emulate/consumed.ts'

const answer = (body: object = {}, status = 200) => ({ status, body: Buffer.from(JSON.stringify(body)) })
const text = (length: number) => ({ S: 'x'.repeat(length) })

/** What one request of DynamoDB is billed. */
const unitsOf = (operation: string, body: object, answered = answer()) => {
  const counter = countConsumed()
  counter.seen('query')({ service: 'DynamoDB_20120810', operation, body, bytes: 1 }, answered)
  const { tableWriteUnits, indexWriteUnits, readUnits } = counter.consumed().query!.dynamoDb
  return [tableWriteUnits, indexWriteUnits, readUnits]
}
const inIndex = Object.fromEntries(billedTable.indexes[0]!.key.map(name => [name, text(20)]))
const message = { pk: text(30), sk: text(1), ...inIndex, text: text(80) }
const transaction = {
  TransactItems: [{ Put: { Item: message } }, { Update: { Key: {} } }, { Update: { Key: {} } }],
}

test('a transaction is billed twice in the table, and its items that the index holds once in the index', () => {
  expect(unitsOf('TransactWriteItems', transaction)).toEqual([6, 1, 0])
})

test('a transaction that was cancelled is billed, but for the index that it never reached', () => {
  const cancelled = answer({ __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException' }, 400)
  expect(unitsOf('TransactWriteItems', transaction, cancelled)).toEqual([6, 0, 0])
})

test('a request that was not valid is not billed', () => {
  const invalid = answer({ __type: 'com.amazon.coral.validate#ValidationException' }, 400)
  expect(unitsOf('PutItem', { Item: message }, invalid)).toEqual([0, 0, 0])
})

test('a letter over 1 KB is billed by the KB, and its bytes by what they are, not by their base64', () => {
  const body = { B: Buffer.alloc(3_000).toString('base64') } // 4,000 characters
  expect(unitsOf('PutItem', { Item: { pk: text(30), body } })).toEqual([3, 0, 0])
})

test('reads are billed by 4 KB of what they give, and by half where they need not be consistent', () => {
  const Items = [{ text: text(5_000) }, { text: text(4_000) }]
  expect(unitsOf('Query', { ConsistentRead: true }, answer({ Items }))).toEqual([0, 0, 3])
  expect(unitsOf('Query', {}, answer({ Items }))).toEqual([0, 0, 1.5])
  expect(unitsOf('Query', {}, answer({ Items: [] }))).toEqual([0, 0, 0.5])
})

test('a batch of reads is billed item by item, those that are not there as well', () => {
  const RequestItems = { Table: { Keys: [{}, {}, {}], ConsistentRead: true } }
  const Responses = { Table: [{ text: text(5_000) }] }
  expect(unitsOf('BatchGetItem', { RequestItems }, answer({ Responses }))).toEqual([0, 0, 4])
})

test('a request of SQS is billed for each 64 KB of its payload', () => {
  const counter = countConsumed()
  const call = { service: 'AmazonSQS', operation: 'SendMessageBatch', body: {} }
  counter.seen('app')({ ...call, bytes: 65_536 }, answer())
  counter.seen('app')({ ...call, bytes: 65_537 }, answer())
  expect(counter.consumed().app!.sqs).toEqual({ requests: { SendMessageBatch: 2 }, billed: 3 })
})

test('a call is billed by the GB-second of what it may use, its start included', () => {
  const counter = countConsumed()
  const report = { durationMs: 99.5, billedMs: 500, maxMemoryMb: 170, throttled: true }
  counter.invoked('query', 512, 3, { ...report, initMs: 400, answer: 1 })
  counter.invoked('query', 512, 2, { ...report, error: { errorType: 'Error', errorMessage: 'no' } })
  expect(counter.consumed().query!.lambda).toEqual({
    invocations: 2,
    failed: 1,
    coldStarts: 1,
    messages: 5,
    billedMs: 1_000,
    gbSeconds: 0.5,
    maxMemoryMb: 170,
  })
})
