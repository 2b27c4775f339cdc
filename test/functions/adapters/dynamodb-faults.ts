import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { messageItem } from '../../../functions/adapters/dynamodb-message.ts'
import { dynamoStore } from '../../../functions/adapters/dynamodb-store.ts'
import { messageIndexKey } from '../../../functions/pipeline/keys.ts'
import { MINUTE_MS } from '../../../functions/pipeline/mood.ts'
import type { Store, WriteResult } from '../../../functions/pipeline/ports.ts'
import { always, erased, listAll, live, T, totalOf, writeNew } from '../../contracts/store-samples.ts'
import { createTable, localClient, ownTable } from '../../engines/dynamodb-local.ts'
import { type Fault, type FaultProxy, startFaultProxy } from '../../engines/fault-proxy.ts'
import {
  cancelled,
  cutToOne,
  leaveOutOne,
  messages,
  outage,
  refusal,
  throttled,
  validation,
} from './dynamodb-answers.ts'

/** What the adapter makes of answers that only the service in the cloud gives. `portOf` is DynamoDB Local's. */
export const dynamoFaults = (portOf: () => number): void => {
  let proxy: FaultProxy
  let table: string
  const clients: DynamoDBClient[] = []
  let sleptMs: number[]
  const open = (maxAttempts: number, nowMs = T): Store => {
    const client = localClient(proxy.port, maxAttempts)
    clients.push(client)
    return dynamoStore(client, table, { now: () => nowMs, sleep: async ms => void sleptMs.push(ms) }).store
  }
  beforeEach(async () => {
    proxy = await startFaultProxy(portOf())
    table = ownTable('faults')
    sleptMs = []
    const client = localClient(portOf())
    clients.push(client)
    await createTable(client, table)
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy()
    await proxy.stop()
  })

  const refusedNothing: WriteResult = { is: 'refused', standing: new Map() }
  test.each<[string, Fault, WriteResult]>([
    ['a conflict', cancelled('None', 'TransactionConflict', 'None', 'None'), { is: 'contended' }],
    ['a throttled action', cancelled('None', 'None', 'ThrottlingError', 'None'), { is: 'contended' }],
    [
      'a throttled counter',
      cancelled('None', 'None', 'None', 'ProvisionedThroughputExceeded'),
      { is: 'contended' },
    ],
    [
      'an action that is not valid',
      cancelled('None', 'ValidationError', 'None', 'None'),
      { is: 'invalid', why: messages.ValidationError! },
    ],
    [
      'an item collection that is full, and a conflict',
      cancelled('TransactionConflict', 'ItemCollectionSizeLimitExceeded', 'None', 'None'),
      { is: 'invalid', why: messages.ItemCollectionSizeLimitExceeded! },
    ],
    [
      'a failed condition beside a conflict and throttling',
      cancelled('TransactionConflict', 'ConditionalCheckFailed', 'None', 'ThrottlingError'),
      { is: 'refused', standing: new Map([[live('q-2').key, undefined]]) },
    ],
    [
      'a failed condition of a counter',
      cancelled('None', 'None', 'None', 'ConditionalCheckFailed'),
      refusedNothing,
    ],
    ['a conflict as an exception', refusal('TransactionConflictException', 'conflict'), { is: 'contended' }],
    ['the same token still at work', refusal('TransactionInProgressException', 'busy'), { is: 'contended' }],
    ['a throttled request', throttled, { is: 'contended' }],
    ['a throttled table', refusal('ProvisionedThroughputExceededException', 'slow'), { is: 'contended' }],
    ['an account at its limit', refusal('RequestLimitExceeded', 'limit'), { is: 'contended' }],
    [
      'a request that is not valid',
      validation,
      { is: 'invalid', why: 'Item size has exceeded the maximum allowed size' },
    ],
  ])('%s is a result, and nothing is written', async (_, fault, result) => {
    const store = open(1)
    proxy.plan('TransactWriteItems', fault)
    expect(await store.write(writeNew([live('q-1'), live('q-2')]))).toEqual(result)
    expect(await totalOf(store)).toBe(0)
    expect(await store.write(writeNew([live('q-1'), live('q-2')]))).toEqual({ is: 'written' })
  })

  test.each<[string, Fault]>([
    ['an outage', outage],
    ['a transaction cancelled for a reason that nobody knows', cancelled('None', 'SomethingNew')],
    ['a token used for another write', refusal('IdempotentParameterMismatchException', 'mismatch')],
    ['a lost response', { is: 'lost' }],
  ])('%s throws: it is not known whether it was written', async (_, fault) => {
    const store = open(1)
    proxy.plan('TransactWriteItems', fault)
    await expect(store.write(writeNew([live('q-1')]))).rejects.toThrow()
  })

  test('what was written although its response was lost is found when it is written again', async () => {
    const store = open(1)
    const message = live('q-1')
    proxy.plan('TransactWriteItems', { is: 'lost' })
    await expect(store.write(writeNew([message]))).rejects.toThrow()
    expect(await store.write(writeNew([message]))).toEqual({
      is: 'refused',
      standing: new Map([[message.key, message]]),
    })
    expect(await totalOf(store)).toBe(1)
  })

  test('a lost response is asked for again under the same token, so the write counts once and is known as written', async () => {
    const store = open(3)
    proxy.plan('TransactWriteItems', { is: 'lost' })
    expect(await store.write(writeNew([live('q-1')]))).toEqual({ is: 'written' })
    expect(await store.write(writeNew([live('q-2')]))).toEqual({ is: 'written' })
    expect(await totalOf(store)).toBe(2)
    const tokens = proxy.seen
      .filter(({ operation }) => operation === 'TransactWriteItems')
      .map(({ body }) => body.ClientRequestToken)
    expect(tokens).toHaveLength(3)
    expect(tokens[0]).toEqual(expect.any(String))
    expect(tokens[1]).toBe(tokens[0])
    expect(tokens[2]).not.toBe(tokens[0])
  })

  test('a room is named before its first message, once, and a write that cannot name it writes nothing', async () => {
    const store = open(1)
    proxy.plan('PutItem', throttled)
    expect(await store.write(writeNew([live('q-1')]))).toEqual({ is: 'contended' })
    proxy.plan('PutItem', outage)
    await expect(store.write(writeNew([live('q-1')]))).rejects.toThrow()
    expect(await totalOf(store)).toBe(0)
    for (const id of ['q-1', 'q-2']) await store.write(writeNew([live(id)]))
    const other = open(1)
    await other.write(writeNew([live('q-3')]))
    const writes = proxy.seen
      .map(({ operation }) => operation)
      .filter(name => /PutItem|TransactWrite/.test(name))
    expect(writes).toEqual([
      ...['PutItem', 'PutItem', 'PutItem', 'TransactWriteItems', 'TransactWriteItems'],
      ...['PutItem', 'TransactWriteItems'],
    ])
    expect(await store.rooms()).toEqual(['hall'])
  })

  test('keys that a throttled table leaves out are asked for again, after a pause', async () => {
    const store = open(1)
    const chunk = ['q-1', 'q-2', 'q-3'].map(id => live(id))
    await store.write(writeNew(chunk))
    for (const _ of [1, 2]) proxy.plan('BatchGetItem', { is: 'altered', answer: leaveOutOne })
    const found = await store.read(chunk.map(({ key }) => key))
    expect(found.size).toBe(3)
    expect(sleptMs).toEqual([25, 50])
  })

  test('a table that leaves keys out for good throws, rather than passing for empty', async () => {
    const store = open(1)
    const message = live('q-1')
    await store.write(writeNew([message]))
    for (let attempt = 0; attempt < 7; attempt++)
      proxy.plan('BatchGetItem', { is: 'altered', answer: leaveOutOne })
    await expect(store.read([message.key])).rejects.toThrow(/throttled: it left out 1 of 1 items; try again/)
  })

  test('counters of more than one page are all read', async () => {
    const store = open(1)
    for (const minute of [0, 1, 2])
      await store.write(writeNew([live(`q-${minute}`, { postedAt: T + minute * MINUTE_MS })]))
    for (let query = 0; query < 10; query++) proxy.plan('Query', { is: 'altered', answer: cutToOne })
    expect(await store.counters('hall', always)).toHaveLength(3)
  })

  test('a list is whole and in order where one bucket of the index holds far more than its share', async () => {
    const store = open(1)
    const bucketOf = (id: string) => messageIndexKey('hall', T, live(id).key).gk
    const inOneBucket = Array.from({ length: 900 }, (_, at) => `q-${at}`).filter(
      id => bucketOf(id) === bucketOf('q-0'),
    )
    const ids = [...inOneBucket.slice(0, 70), ...Array.from({ length: 25 }, (_, at) => `older-${at}`)]
    const all = ids.map((id, at) => live(id, { postedAt: T + 1000 - at }))
    await store.write(writeNew(all))
    expect((await store.list('hall', always, 90)).messages.map(({ id }) => id)).toEqual(ids.slice(0, 90))
    expect((await listAll(store, 'hall', 50)).ids).toEqual(ids)
  })

  test('a fold is whole where one bucket of the index holds more than a page, which is 1 MB', async () => {
    const store = open(1)
    const bucketOf = (id: string) => messageIndexKey('hall', T, live(id).key).gk
    const text = '€'.repeat(2_000)
    const all = Array.from({ length: 2_000 }, (_, at) => `q-${at}`)
      .filter(id => bucketOf(id) === bucketOf('q-0'))
      .slice(0, 200)
      .map(id => live(id, { text }))
    for (const at of [0, 50, 100, 150]) await store.write(writeNew(all.slice(at, at + 50)))
    const span = { fromMs: T, toMs: T + MINUTE_MS }
    for (const consistent of [false, true])
      expect([...(await store.fold('hall', span, { consistent })).values()]).toMatchObject([{ n: 200 }])
  })

  test('a message that is erased counts in no consistent fold and stands in no list, though the index still has it', async () => {
    const store = open(1)
    const message = live('q-1')
    const stale = { ...messageItem(message), ...messageItem(erased(message)) }
    await clients.at(-1)!.send(new PutItemCommand({ TableName: table, Item: stale }))
    const span = { fromMs: T, toMs: T + MINUTE_MS }
    expect((await store.fold('hall', span)).size).toBe(1)
    expect((await store.list('hall', span, 10)).messages).toEqual([])
    expect(await store.fold('hall', span, { consistent: true })).toEqual(new Map())
  })

  test('what was a question when the index saw it, and is none now, stands in no list of questions', async () => {
    const store = open(1)
    const [was, is] = [live('q-1', { kind: 'comment' }), live('q-2', { kind: 'question' })]
    await store.write(writeNew([was, is]))
    const { pk, sk, gk, gs } = messageItem(was)
    const late = (body: Record<string, unknown>) => ({
      ...body,
      Items: [{ pk, sk, gk, gs }, ...(body.Items as object[])],
    })
    proxy.plan('Query', { is: 'altered', answer: late })
    const span = { fromMs: T, toMs: T + MINUTE_MS }
    const { messages } = await store.list('hall', span, 10, undefined, { kind: 'question' })
    expect(messages).toEqual([is])
  })

  test('messages and counts are read consistently', async () => {
    const store = open(1)
    await store.read([live('q-1').key])
    await store.counters('hall')
    await store.counters('hall', always)
    await store.shards()
    await store.rooms()
    expect(proxy.seen.length).toBeGreaterThan(10)
    for (const { operation, body } of proxy.seen) {
      const requests = body.RequestItems as Record<string, { ConsistentRead?: boolean }> | undefined
      expect(requests?.[table] ?? body, operation).toMatchObject({ ConsistentRead: true })
    }
  })

  test('the number of shards is read once a second at the most, and again after a failure', async () => {
    const store = open(1)
    proxy.plan('BatchGetItem', outage)
    await expect(store.shards()).rejects.toThrow()
    for (let draw = 0; draw < 5; draw++) expect(await store.shards()).toBe(8)
    expect(proxy.seen).toHaveLength(2)
  })

  test('readers whose clock runs behind read the new shards, too', async () => {
    const [ahead, behind] = [open(1, T + 70_000), open(1, T)]
    await behind.growShards(16)
    expect(await behind.shards()).toBe(8)
    expect(await ahead.shards()).toBe(16)
    await ahead.write(writeNew([live('q-1')], 15))
    expect(await totalOf(behind)).toBe(1)
    expect(await behind.counters('hall', always)).toHaveLength(1)
  })

  test('a table that is not there is named, with what to do', async () => {
    table = 'nowhere'
    const missing =
      /table "nowhere" not found: create it from infra\/table.json, or name another in ROOMTONE_STORE/
    await expect(open(1).write(writeNew([live('q-1')]))).rejects.toThrow(missing)
    await expect(open(1).read([live('q-1').key])).rejects.toThrow(missing)
    await expect(open(1).rooms()).rejects.toThrow(missing)
  })
}
