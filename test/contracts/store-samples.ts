import { contentDigest, letterKey, messageKey } from '../../functions/pipeline/keys.ts'
import { tombstone } from '../../functions/pipeline/message-item.ts'
import { MINUTE_MS, minuteOf, nothing } from '../../functions/pipeline/mood.ts'
import type {
  LiveMessage,
  Only,
  Store,
  StoredMessage,
  Tombstone,
  Write,
  WriteResult,
} from '../../functions/pipeline/ports.ts'
import { type Change, writeOf } from '../../functions/pipeline/write.ts'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import type { Tally } from '../../schemas/mood.ts'

/** A moment at the start of an hour. */
export const T = 1_763_802_000_000
export const MINUTE = minuteOf(T)
export const HOUR_MS = 60 * MINUTE_MS
export const always = { fromMs: 0, toMs: 8.64e15 }

/** A counted message: positive, sure, in shard 0 of room 'hall', unless said otherwise. */
export const live = (id: string, fields: Partial<LiveMessage> = {}): LiveMessage => {
  const identity = { room: 'hall', source: 'app', id, ...fields }
  const postedAt = fields.postedAt ?? T
  const text = `text of ${id}`
  return {
    is: 'live',
    key: messageKey(identity),
    ...identity,
    revision: 0,
    digest: contentDigest({ text }),
    text,
    label: 'positive',
    confidence: 0.9,
    score: 800,
    sure: true,
    model: 'sentiment@1',
    shard: 0,
    version: 1,
    expiresAt: Math.ceil(postedAt / 1000) + 3_196_800,
    ...fields,
    postedAt,
    minute: minuteOf(postedAt),
  }
}

export const erased = (message: StoredMessage, atMs = T): Tombstone =>
  tombstone(message.key, message.room, message.version + 1, atMs)

/** The write that puts new messages of one room and counts them. */
export const writeNew = (messages: LiveMessage[], shard = 0, atMs = T): Write =>
  writeOf(
    messages[0]?.room ?? 'hall',
    messages.map(to => ({ to })),
    shard,
    atMs,
  )

export const writeChange = (change: Change, shard = 0, atMs = T): Write =>
  writeOf(change.to.room, [change], shard, atMs)

export const tally = (fields: Partial<Tally> = {}): Tally => ({ ...nothing, ...fields })

/** A write that only moves counters of 'hall'. */
export const count = (...adds: Write['adds']): Write => ({ room: 'hall', puts: [], adds, atMs: T })

/** Again while it is contended, as the pipeline does. */
export const insist = async (store: Store, write: Write): Promise<WriteResult> => {
  for (;;) {
    const result = await store.write(write)
    if (result.is !== 'contended') return result
  }
}

/** n of a room's total over all shards. */
export const totalOf = async (store: Store, room = 'hall'): Promise<number> =>
  (await store.counters(room)).reduce((n, counter) => n + counter.tally.n, 0)

/** All of a list, page by page. */
export const listAll = async (store: Store, room: string, limit: number, span = always, only?: Only) => {
  const pages: LiveMessage[][] = []
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await store.list(room, span, limit, cursor, only)
    pages.push(page.messages)
    cursor = page.cursor
  }
  return { pages, ids: pages.flat().map(({ id }) => id) }
}

export const letter = (name: string, fields: Partial<DeadLetter> = {}): DeadLetter => {
  const body = Buffer.from(name)
  return {
    key: letterKey('sqs:posted', body),
    reason: 'not-json',
    detail: 'Unexpected end of JSON input',
    body: body.toString('base64'),
    room: 'hall',
    origin: { source: 'sqs', name: 'posted', delivery: `delivery of ${name}` },
    receives: 1,
    rejectedAt: T,
    rejections: 1,
    state: 'open',
    replays: 0,
    edits: 0,
    ...fields,
  }
}
