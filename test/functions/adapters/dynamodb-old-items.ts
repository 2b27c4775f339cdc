import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { beforeEach, expect, test } from 'vitest'
import { fieldsOf, itemOf } from '../../../functions/adapters/dynamodb-items.ts'
import { dynamoStore } from '../../../functions/adapters/dynamodb-store.ts'
import { type AuditRest, auditRoom } from '../../../functions/pipeline/audit.ts'
import { erase } from '../../../functions/pipeline/erase.ts'
import { counterItemKey, messageIndexKey, messageItemKey } from '../../../functions/pipeline/keys.ts'
import { sum } from '../../../functions/pipeline/mood.ts'
import type { LiveMessage } from '../../../functions/pipeline/ports.ts'
import { readMood } from '../../../functions/pipeline/read-mood.ts'
import { record } from '../../../functions/pipeline/record.ts'
import { live, MINUTE, T, tally } from '../../contracts/store-samples.ts'
import { createTable, ownTable } from '../../engines/dynamodb-local.ts'
import { labelledOf, stillClock } from '../pipeline/samples.ts'

/** A message as it was written when its item also said what its keys say. */
const oldItem = (message: LiveMessage) =>
  itemOf({
    ...messageItemKey(message.key),
    ...messageIndexKey(message.room, message.postedAt, message.key),
    ...message,
  })

/** Items as they were written when a tally had neither questions nor flags, and no counts by model. */
export const dynamoOldItems = (clientOf: () => DynamoDBClient): void => {
  const old = [live('q-1'), live('q-2', { label: 'negative', score: -500, sure: false })]
  const counter = { n: 2, negative: 1, neutral: 0, positive: 1, unsure: 1, score: 300, rev: 1, at: T }
  const limits = { deadlineMs: T + 600_000 }
  let table: string
  const open = () => {
    const clock = stillClock(T)
    return { ...dynamoStore(clientOf(), table, clock), clock, draw: () => 0 }
  }
  const put = (Item: ReturnType<typeof itemOf>) =>
    clientOf().send(new PutItemCommand({ TableName: table, Item }))
  const totalOf = async ({ store }: ReturnType<typeof open>) =>
    sum((await store.counters('hall')).map(one => one.tally))
  /** Of the day that has messages, and the total: the others are 840 hours in which there is nothing. */
  const audit = async ({ store, clock }: ReturnType<typeof open>, repair = false) => {
    const part = (how: { pauseMs?: number; rest?: AuditRest }) =>
      auditRoom({ store, clock }, 'hall', { repair, ...limits, ...how })
    const parts = [await part({ pauseMs: 0 }), await part({ rest: { before: 0, inDoubt: false } })]
    expect(parts[0]!.minutes).toBeGreaterThan(0)
    return parts.flatMap(({ drift }) => drift)
  }
  /** Nothing but which model counted what; and nothing at all once it is repaired. */
  const expectOnlyModelsToDrift = async (on: ReturnType<typeof open>) => {
    for (const { counted, actual } of await audit(on))
      expect({ ...counted, models: {} }).toEqual({ ...actual, models: {} })
    await audit(on, true)
    expect(await audit(on)).toEqual([])
  }

  beforeEach(async () => {
    table = ownTable('old')
    await createTable(clientOf(), table)
    for (const message of old) await put(oldItem(message))
    for (const window of [MINUTE, 'total'] as const)
      await put(itemOf({ ...counterItemKey('hall', 0, window), ...counter }))
  })

  test('what a counter lacks is 0, and its messages tell neither', async () => {
    const on = open()
    expect(await totalOf(on)).toEqual(tally({ n: 2, negative: 1, positive: 1, unsure: 1, score: 300 }))
    expect([...(await on.store.read(old.map(({ key }) => key))).values()]).toEqual(
      expect.arrayContaining(old),
    )
    const { messages } = await on.store.list('hall', { fromMs: T, toMs: T + 1 }, 10)
    expect(messages).toHaveLength(2)
    expect(messages).toEqual(expect.arrayContaining(old))
  })

  test('which model counted them is not known until an audit repairs it', async () => {
    const on = open()
    expect((await readMood(on.store, 'hall', { grain: 'total' })).mood.models).toEqual({})
    expect(await audit(on)).toMatchObject([
      { window: MINUTE, counted: { n: 2, models: {} }, actual: { n: 2, models: { 'sentiment@1': 2 } } },
    ])
    await expectOnlyModelsToDrift(on)
    expect((await readMood(on.store, 'hall', { grain: 'total' })).mood.models).toEqual({ 'sentiment@1': 2 })
  })

  test('the first question and flag make what a counter lacks', async () => {
    const on = open()
    const edit = labelledOf({ id: 'q-1', text: 'so rude?', revision: 1, postedAt: T })
    await record(on, [edit, labelledOf({ id: 'q-9', text: 'good?', postedAt: T })], limits)
    expect(await totalOf(on)).toMatchObject({ n: 3, questions: 2, flagged: 1 })
    const Key = itemOf(counterItemKey('hall', 0, MINUTE))
    const { Item } = await clientOf().send(new GetItemCommand({ TableName: table, Key }))
    expect(fieldsOf(Item!)).toMatchObject({ n: 3, questions: 2, flagged: 1, rev: 2 })
    expect((await readMood(on.store, 'hall', { grain: 'total' })).mood.models).toEqual({ stub: 2 })
    await expectOnlyModelsToDrift(on)
    expect((await totalOf(on)).models).toEqual({ 'sentiment@1': 1, stub: 2 })
  })

  test('an old message that is erased takes back no question and no flag', async () => {
    const on = open()
    for (const { key } of old) await erase(on, { room: 'hall', key }, limits)
    expect({ ...(await totalOf(on)), models: {} }).toEqual(tally())
    await expectOnlyModelsToDrift(on)
    expect(await totalOf(on)).toEqual(tally())
  })
}
