import { DEFAULT_SOURCE } from '../../schemas/message.ts'
import {
  messageIndexKey,
  messageItemKey,
  parseHourPartition,
  parseMessageItemKey,
  parseTimeKey,
} from '../pipeline/keys.ts'
import { minuteOf } from '../pipeline/mood.ts'
import type { LiveMessage, StoredMessage } from '../pipeline/ports.ts'
import { contentOf, type Fields, type Item, itemOf } from './dynamodb-items.ts'

/*
 * A message as an item. Every byte is kept for 37 days, backed up and read by audits, so nothing is said twice: key,
 * room and postedAt stand in the item's keys, the minute follows from postedAt, a digest is 20 bytes rather than 40
 * digits, and what is as usual (live, revision 0, source "app") is left out. What is there wins over what follows from
 * the keys: items that were written before stand for themselves.
 */

/** The index holds live messages only: a tombstone has no index key. */
export const messageItem = (message: StoredMessage): Item =>
  itemOf({
    ...messageItemKey(message.key),
    ...(message.is === 'live' ? liveFields(message) : tombstoneFields(message)),
  })

const tombstoneFields = ({ key, ...fields }: Extract<StoredMessage, { is: 'erased' }>): Fields => fields

const liveFields = ({
  is,
  key,
  room,
  postedAt,
  minute,
  digest,
  source,
  revision,
  ...fields
}: LiveMessage) => ({
  ...messageIndexKey(room, postedAt, key),
  ...fields,
  digest: Buffer.from(digest, 'hex'),
  ...(source === DEFAULT_SOURCE ? {} : { source }),
  ...(revision === 0 ? {} : { revision }),
})

/** The way back from `messageItem`. */
export const storedMessageOf = (fields: Fields): StoredMessage => {
  const key = parseMessageItemKey(String(fields.pk))
  const content = contentOf(fields)
  if (content.is === 'erased') return { key, ...content } as StoredMessage
  const { digest } = content
  return {
    ...{ is: 'live', key, source: DEFAULT_SOURCE, revision: 0 },
    ...placeOf(fields),
    ...content,
    digest: digest instanceof Uint8Array ? Buffer.from(digest).toString('hex') : digest,
  } as StoredMessage
}

const placeOf = ({ gk, gs }: Fields) => {
  const postedAt = parseTimeKey(String(gs))?.timeMs ?? Number.NaN
  return { room: parseHourPartition(String(gk)), postedAt, minute: minuteOf(postedAt) }
}
