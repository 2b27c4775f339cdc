import { PutItemCommand, type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { counterItemKey, modelField, roomItemKey } from '../pipeline/keys.ts'
import { isNothing, tallyFields } from '../pipeline/mood.ts'
import type { CounterAdd, MessagePut, StoredMessage, Write, WriteResult } from '../pipeline/ports.ts'
import { actionsIn } from '../pipeline/write.ts'
import { isRefusedPut, type Refused, refusalOf } from './dynamodb-errors.ts'
import { fieldsOf, itemOf, valuesOf } from './dynamodb-items.ts'
import { messageItem, storedMessageOf } from './dynamodb-message.ts'
import { known, type Table } from './dynamodb-table.ts'
import { faultOf } from './impossible-write.ts'

/**
 * One write as one TransactWriteItems. The SDK gives each call a ClientRequestToken of its own, and the same one to
 * its own retries of that call: a response lost on the way costs nothing.
 */
export const dynamoWriter = (table: Table): ((write: Write) => Promise<WriteResult>) => {
  const rememberRoom = roomKeeper(table)
  return async write => {
    const why = faultOf(write)
    if (why) return { is: 'invalid', why }
    if (actionsIn(write) === 0) return { is: 'written' }
    try {
      if (write.puts.some(({ message }) => message.is === 'live')) await rememberRoom(write.room)
      const TransactItems = actionsOf(table.name, write)
      await known(table.name, table.client.send(new TransactWriteItemsCommand({ TransactItems })))
      return { is: 'written' }
    } catch (error) {
      const refused = refusalOf(error)
      if (!refused) throw error
      return resultOf(refused, write.puts)
    }
  }
}

/** The item that names a room is there before the room's first message. Written once by each process. */
const roomKeeper = ({ client, name }: Table) => {
  const rooms = new Set<string>()
  return async (room: string): Promise<void> => {
    if (rooms.has(room)) return
    const Item = itemOf(roomItemKey(room))
    const put = new PutItemCommand({ TableName: name, Item, ...standsAt('rev', 0) })
    await known(name, client.send(put)).catch(error => {
      if (!isRefusedPut(error)) throw error
    })
    rooms.add(room)
  }
}

/** In the order of the write: puts, then adds. The reasons of a cancelled transaction come in this order too. */
const actionsOf = (TableName: string, { room, puts, adds, atMs }: Write): TransactWriteItem[] => [
  ...puts.map(({ message, over }) => ({
    Put: {
      TableName,
      Item: messageItem(message),
      ...standsAt('version', over),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  })),
  ...adds.map(add => addAction(TableName, room, add, atMs)),
]

/** The condition that the item has this version (or rev); 0: that there is no such item. */
const standsAt = (field: 'version' | 'rev', value: number) =>
  value === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#stands = :stands',
        ExpressionAttributeNames: { '#stands': field },
        ExpressionAttributeValues: valuesOf({ stands: value }),
      }

const ADD_TALLY = `ADD ${[...tallyFields, 'rev'].map(field => `${field} :${field}`).join(', ')}`

/**
 * Who names a model is not asked to keep to what an expression may hold: names stand beside it. { 'nano@5a3e91b': 2 }
 *   -> { expression: ', #by0 :by0', names: { '#by0': 'by#nano@5a3e91b' }, values: { ':by0': { N: '2' } } }
 */
const addByModel = (models: CounterAdd['add']['models']) => {
  const adds = Object.entries(models).map(([model, n], at) => ({ place: `by${at}`, model, n }))
  return {
    expression: adds.map(({ place }) => `, #${place} :${place}`).join(''),
    names: Object.fromEntries(adds.map(({ place, model }) => [`#${place}`, modelField(model)])),
    values: valuesOf(Object.fromEntries(adds.map(({ place, n }) => [place, n]))),
  }
}

/** Adding nothing under a condition only checks it. */
const addAction = (
  TableName: string,
  room: string,
  { window, shard, add, rev }: CounterAdd,
  atMs: number,
): TransactWriteItem => {
  const Key = itemOf(counterItemKey(room, shard, window))
  const condition = rev === undefined ? undefined : standsAt('rev', rev)
  if (condition && isNothing(add)) return { ConditionCheck: { TableName, Key, ...condition } }
  const { models, ...counts } = add
  const byModel = addByModel(models)
  return {
    Update: {
      TableName,
      Key,
      UpdateExpression: `${ADD_TALLY}${byModel.expression} SET #at = :at`,
      ...condition,
      ExpressionAttributeNames: { '#at': 'at', ...byModel.names, ...condition?.ExpressionAttributeNames },
      ExpressionAttributeValues: {
        ...valuesOf({ ...counts, rev: 1, at: atMs }),
        ...byModel.values,
        ...condition?.ExpressionAttributeValues,
      },
    },
  }
}

const resultOf = ({ is, why, reasons }: Refused, puts: readonly MessagePut[]): WriteResult => {
  if (is === 'contended') return { is }
  if (is === 'invalid') return { is, why }
  const standing = new Map<string, StoredMessage | undefined>()
  for (const [at, { message }] of puts.entries()) {
    const { Code, Item } = reasons[at] ?? {}
    if (Code === 'ConditionalCheckFailed') standing.set(message.key, Item && storedMessageOf(fieldsOf(Item)))
  }
  return { is: 'refused', standing }
}
