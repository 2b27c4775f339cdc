import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import type { DeadLetter, SeenLetter } from '../../schemas/dead-letter.ts'
import { letterIndexKey, letterItemKey } from '../pipeline/keys.ts'
import type { LetterEdit } from '../pipeline/ports.ts'
import { type Fields, type Item, itemOf, valuesOf } from './dynamodb-items.ts'

/*
 * How one item of a letter changes. `edits` is written by the first edit: an item that has none has been edited 0
 * times, as those are that were written before letters could be.
 */
export type Update = Omit<UpdateItemCommandInput, 'TableName' | 'Key'>

/** A letter as fields: its body is the bytes of its first part. */
const fieldsOf = (letter: DeadLetter, body: Uint8Array, parts: number) => {
  const { edits, edited, ...rest } = letter
  return {
    ...rest,
    ...letterIndexKey(letter.rejectedAt, letter.key),
    body,
    parts,
    ...(edits === 0 ? {} : { edits }),
    ...(edited === undefined ? {} : { edited: Buffer.from(edited, 'base64') }),
  }
}

/** Exactly as it is, for a letter that is not there. */
export const itemOfLetter = (letter: DeadLetter, body: Uint8Array, parts: number): Item =>
  itemOf({ ...letterItemKey(letter.key), ...fieldsOf(letter, body, parts) })

/** A new letter, or a replayed one opened again: what is counted of it, and its edit, stay as they were. */
export const putOf = (letter: DeadLetter, body: Uint8Array, parts: number): Update => {
  const { rejections, replays, replayedAt, edits, editedAt, edited, ...rest } = fieldsOf(letter, body, parts)
  const given = Object.entries<Fields[string]>(rest).filter(([, value]) => value !== undefined)
  const settings = given.map(([name]) => `#${name} = :${name}`)
  return {
    UpdateExpression: `SET ${settings.join(', ')}, replays = if_not_exists(replays, :replays) ADD rejections :rejections`,
    ConditionExpression: 'attribute_not_exists(pk) OR #state = :replayed',
    ExpressionAttributeNames: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: valuesOf({ ...rest, rejections, replays, replayed: 'replayed' }),
  }
}

export const rejectedAgain: Update = {
  UpdateExpression: 'ADD rejections :one',
  ConditionExpression: '#state IN (:open, :parked)',
  ExpressionAttributeNames: { '#state': 'state' },
  ExpressionAttributeValues: valuesOf({ one: 1, open: 'open', parked: 'parked' }),
}

/** Holds where nothing has happened to the letter since it was seen. */
export const asSeen = ({ rejections, edits }: SeenLetter) => ({
  ConditionExpression: `rejections = :seen AND ${edits === 0 ? 'attribute_not_exists(edits)' : 'edits = :edits'}`,
  ExpressionAttributeValues: valuesOf({ seen: rejections, ...(edits === 0 ? {} : { edits }) }),
})

const changed = (
  condition: Pick<Update, 'ConditionExpression' | 'ExpressionAttributeValues'>,
  UpdateExpression: string,
  values: Fields,
): Update => ({
  UpdateExpression,
  ConditionExpression: condition.ConditionExpression,
  ExpressionAttributeNames: { '#state': 'state' },
  ExpressionAttributeValues: { ...condition.ExpressionAttributeValues, ...valuesOf(values) },
})

export const replayedAt = (seen: SeenLetter, atMs: number): Update =>
  changed(asSeen(seen), 'SET #state = :state, replayedAt = :at ADD replays :one', {
    state: 'replayed',
    at: atMs,
    one: 1,
  })

export const editOf = (seen: SeenLetter, { edited, room, atMs }: LetterEdit): Update =>
  changed(asSeen(seen), 'SET edited = :edited, room = :room, editedAt = :at, #state = :open ADD edits :one', {
    edited: Buffer.from(edited, 'base64'),
    room,
    at: atMs,
    open: 'open',
    one: 1,
  })

export const parkOf = (from: 'open' | 'parked'): Update =>
  changed({ ConditionExpression: '#state = :from' }, 'SET #state = :to', {
    from,
    to: from === 'open' ? 'parked' : 'open',
  })
