/* What a Kafka record gives to the message in it: see kafka-record.ts. */
import { decodeUtf8, isErasure } from './message.ts'

/** Where a record stands is always there; nothing else is promised where somebody invokes the function by hand. */
export type KafkaRecord = {
  topic: string
  partition: number
  offset: number
  /** Epoch milliseconds: of the producer (CREATE_TIME) or of the broker (LOG_APPEND_TIME). */
  timestamp?: unknown
  timestampType?: unknown
  /** Base64; null where there is none. */
  key?: unknown
  value?: unknown
  headers?: unknown
}

/** 'posted-0@17' */
export const placeOf = ({ topic, partition, offset }: KafkaRecord): string =>
  `${topic}-${partition}@${offset}`

/** The largest time that a Date holds. https://tc39.es/ecma262/#sec-time-values-and-time-range */
const MAX_DATE_MS = 8.64e15

/**
 * What the record gives to a message that lacks it. Kafka's timestamp is -1 where there is none. To an erasure only the
 * room: its own place is no message's id, and would erase nothing in silence.
 */
export const missingIn = (message: object, record: KafkaRecord, key: Key): Record<string, unknown> => {
  const { timestamp } = record
  const isTime = Number.isInteger(timestamp) && Number(timestamp) >= 0 && Number(timestamp) <= MAX_DATE_MS
  const time = isEvent(message)
    ? { time: isTime ? new Date(Number(timestamp)).toISOString() : undefined }
    : { postedAt: isTime ? timestamp : undefined }
  const given = {
    [roomIn(message)]: key.ok ? key.text : undefined,
    ...(isErasure(message) ? {} : { id: placeOf(record), ...time }),
  }
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => !(name in message) && value !== undefined),
  )
}

const isEvent = (message: object) => 'specversion' in message
export const roomIn = (message: object) => (isEvent(message) ? 'subject' : 'room')

/** { id: 'q-1' } before '"text":"hi"' -> '{"id":"q-1","text":"hi"}' */
export const objectOf = (fields: Record<string, unknown>, members = ''): string => {
  const own = Object.entries(fields).map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  )
  return `{${[...own, members].filter(part => part !== '').join(',')}}`
}

export type Key = { ok: true; text: string } | { ok: false; why: string }

export const readKey = (key: unknown): Key => {
  if (key == null) return { ok: false, why: 'the record has no key' }
  const bytes = fromBase64(key)
  const text = bytes && decodeUtf8(bytes)
  if (text !== undefined) return { ok: true, text }
  return { ok: false, why: `the record's key is not ${bytes ? 'UTF-8' : 'base64'}` }
}

/** Undefined where it is not base64 to the letter: Node skips what it does not know. */
export const fromBase64 = (text: unknown): Uint8Array | undefined => {
  if (typeof text !== 'string') return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
