/*
 * Every item of the table. Only this file builds or parses a key.
 *
 *   item            pk                              sk                     gk (index)              gs (index)
 *   message         m#<key>                         m                      h#<hour>#<bucket>#<room> <postedAt>#<key>
 *   tombstone       m#<key>                         m                      -                       -
 *   counter         c#<shard>#<room>                t | m#<minute>         -                       -
 *   dead letter     d#<key>                         d                      l#<bucket>              <rejectedAt>#<key>
 *     more of it    d#<key>                         p#<part>               -                       -
 *   room            r#<bucket>                      <room>                 -                       -
 *   shards          shards                          shards                 -                       -
 *
 *   m#c0d5…  m      { id: 'q-17', label: 'positive', version: 1, … }; what its keys say is not said again
 *   c#3#all-hands  t             { n: 17, negative: 2, neutral: 9, positive: 6, unsure: 3, questions: 5, …, rev: 9, at: …,
 *                                  'by#sentiment@f1f95cc': 12, 'by#nano@5a3e91b': 5 }
 *   c#3#all-hands  m#0029396666  { n: 4, … }
 *
 * A room stands last in its key, because a room may hold a '#'. Hours, minutes and times are padded so that their
 * order as text is their order as numbers. No partition hangs on a room alone: at most 1,000 write units/s fit one.
 */
import { createHash } from 'node:crypto'
import type { Identity, Message } from '../../schemas/message.ts'
import type { Window } from './ports.ts'

/** 160 bits of SHA-256, in hex: a key that can be said, selected with a double click, and never looks like an option. */
const hash = (...parts: (string | Uint8Array)[]): string => {
  const sha = createHash('sha256')
  for (const part of parts) sha.update(part)
  return sha.digest('hex').slice(0, 40)
}

/** {room:'all-hands',source:'app',id:'q-17'} -> 'c0d5d25a79562c8a9de5b99370f8e9ea0622f98a' */
export const messageKey = ({ room, source, id }: Identity): string => hash(JSON.stringify([room, source, id]))

export const isMessageKey = (key: string): boolean => /^[0-9a-f]{40}$/.test(key)

/** Of the posted content alone; not of stamps, label or model. */
export const contentDigest = ({ text, author }: Pick<Message, 'text' | 'author'>): string =>
  hash(JSON.stringify([text, author ?? null]))

/** Of where a message came from and its bytes, so that another text under one identity is a letter of its own. */
export const letterKey = (origin: string, body: Uint8Array): string => hash(origin, '\0', body)

const BUCKETS = 8
const HOUR_MS = 3_600_000
const pad = (value: number, width: number) => String(value).padStart(width, '0')
const bucketOf = (key: string): number => (createHash('sha1').update(key).digest()[0] ?? 0) % BUCKETS

export const buckets = [...Array(BUCKETS).keys()]
export const hourOf = (timeMs: number): number => Math.floor(timeMs / HOUR_MS)

export const messageItemKey = (key: string) => ({ pk: `m#${key}`, sk: 'm' })
/** 'm#c0d5…' -> 'c0d5…' */
export const parseMessageItemKey = (pk: string): string => pk.slice(2)
export const hourPartition = (room: string, hour: number, bucket: number) => `h#${hour}#${bucket}#${room}`
/** 'h#489945#3#all-hands' -> 'all-hands' */
export const parseHourPartition = (gk: string): string => gk.split('#').slice(3).join('#')
/** The one index: gk and gs of the items that have them, and of the rest what is counted and what is asked of letters. */
export const TIME_INDEX = 'by-time'
/** Sorts by time, then by key. Also the cursor of a list. */
export const timeKey = (timeMs: number, key: string) => `${timeBound(timeMs)}#${key}`
/** Below every timeKey of this time, above those of earlier times. Times past the year 9999 are cut to 15 digits. */
export const timeBound = (timeMs: number) => pad(Math.min(Math.max(Math.ceil(timeMs), 0), 1e15 - 1), 15)
/** '001763800000000#c0d5…' -> { timeMs: 1763800000000, key: 'c0d5…' }; undefined: that is no cursor of ours. */
export const parseTimeKey = (cursor: string): { timeMs: number; key: string } | undefined => {
  const match = /^(\d{15})#(.+)$/s.exec(cursor)
  return match ? { timeMs: Number(match[1]), key: match[2] ?? '' } : undefined
}
/** Above every timeKey of a message of this hour, and below those of later hours: the cursor of a list that begins there. */
export const endOfHourKey = (hour: number) => timeKey((hour + 1) * HOUR_MS - 1, '~')
export const messageIndexKey = (room: string, postedAt: number, key: string) => ({
  gk: hourPartition(room, hourOf(postedAt), bucketOf(key)),
  gs: timeKey(postedAt, key),
})

export const counterPartition = (room: string, shard: number) => `c#${shard}#${room}`
export const windowKey = (window: Window) => (window === 'total' ? 't' : `m#${pad(window, 10)}`)
/** 'm#0029396666' -> 29396666, 't' -> 'total' */
export const parseWindowKey = (sk: string): Window => (sk === 't' ? 'total' : Number(sk.slice(2)))
export const counterItemKey = (room: string, shard: number, window: Window) => ({
  pk: counterPartition(room, shard),
  sk: windowKey(window),
})

/** The attribute of a counter that says how many of its messages a model counted. No other attribute holds a '#'. */
export const modelField = (model: string) => `by#${model}`
/** 'by#nano@5a3e91b' -> 'nano@5a3e91b'; undefined: that is another attribute. */
export const parseModelField = (field: string): string | undefined =>
  field.startsWith('by#') ? field.slice(3) : undefined

export const letterItemKey = (key: string) => ({ pk: `d#${key}`, sk: 'd' })
/** A body too large for one item goes on in parts: 1, 2, … */
export const letterPartKey = (key: string, part: number) => ({ pk: `d#${key}`, sk: `p#${pad(part, 3)}` })
export const letterPartition = (bucket: number) => `l#${bucket}`
export const letterIndexKey = (rejectedAt: number, key: string) => ({
  gk: letterPartition(bucketOf(key)),
  gs: timeKey(rejectedAt, key),
})

export const roomPartition = (bucket: number) => `r#${bucket}`
export const roomItemKey = (room: string) => ({ pk: roomPartition(bucketOf(room)), sk: room })

export const shardsItemKey = { pk: 'shards', sk: 'shards' }
