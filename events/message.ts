/*
 * The two shapes in which a message crosses the border (both JSON in UTF-8, at most 16 KiB):
 *
 *   bare        {"room":"all-hands","id":"q-17","text":"Love it!","postedAt":1763800000000}
 *   CloudEvent  {"specversion":"1.0","type":"roomtone.message.posted","source":"app","id":"q-17",
 *                "subject":"all-hands","time":"2026-11-22T09:00:00Z","data":{"text":"Love it!"}}
 *
 * An edit is the message as it reads then, whole, with a revision of 1 or more (the event: roomtone.message.edited).
 * An erasure has the identity and no text:
 *
 *   bare        {"room":"all-hands","id":"q-17","erased":true}
 *   CloudEvent  {"specversion":"1.0","type":"roomtone.message.erased","source":"app","id":"q-17","subject":"all-hands"}
 */
import type { z } from 'zod'
import type { Rejection } from '../schemas/dead-letter.ts'
import { limits } from '../schemas/limits.ts'
import { BareErasure, BareMessage, type Identity, type Message } from '../schemas/message.ts'
import { MESSAGE_EDITED, MESSAGE_ERASED, MESSAGE_POSTED, MessageEvent } from '../schemas/message-event.ts'
import { parseJson } from './json.ts'

/** A message, one that is to be erased, or why there is neither. */
export type ReadMessage = GoodMessage | RejectedMessage
export type GoodMessage = { is: 'message'; message: Message } | { is: 'erasure'; identity: Identity }
/** `room` is given wherever it could be read, so that an operator can filter by it. */
export type RejectedMessage = {
  is: 'rejected'
  reason: Rejection
  detail: string
  room?: string | undefined
}

export const rejected = (reason: Rejection, detail: string, room?: string): RejectedMessage => ({
  is: 'rejected',
  reason,
  detail,
  room,
})

export const identityOf = (read: GoodMessage): Identity =>
  read.is === 'message' ? read.message : read.identity

/** Read one body, as it came off a queue. Never throws. */
export const readMessage = (body: Uint8Array): ReadMessage => {
  const json = readJson(body)
  return json.is === 'rejected' ? json : fromJson(json.value)
}

/** The JSON in a body, and its text as it was written; or why there is none. Never throws. */
export const readJson = (
  body: Uint8Array,
): { is: 'json'; text: string; value: unknown } | RejectedMessage => {
  if (body.byteLength > limits.bodyBytes)
    return rejected('too-large', `${body.byteLength} bytes; at most ${limits.bodyBytes}`)
  const text = decodeUtf8(body)
  if (text === undefined) return rejected('not-utf8', 'the body is not UTF-8')
  const json = parseJson(text)
  return json.ok ? { is: 'json', text, value: json.value } : rejected('not-json', json.why)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text; undefined where these bytes are no UTF-8: '\xc3\x28' -> undefined */
export const decodeUtf8 = (body: Uint8Array): string | undefined => {
  try {
    return utf8.decode(body)
  } catch {
    return undefined
  }
}

const fromJson = (value: unknown): ReadMessage => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const found = Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`
    const hint = typeof value === 'string' ? ' (encoded twice?)' : ''
    return rejected('bad-shape', `a message is a JSON object, this is ${found}${hint}`)
  }
  return 'specversion' in value ? fromEvent(value) : fromBare(value)
}

/** Whether JSON, bare or an event, is to erase a message. `erased` of false or null says that it is not. */
export const isErasure = (value: object): boolean => {
  const { type, erased } = value as { type?: unknown; erased?: unknown }
  return 'specversion' in value ? type === MESSAGE_ERASED : (erased ?? false) !== false
}

const fromBare = (value: object): ReadMessage => {
  const room = stringAt(value, 'room')
  if (isErasure(value)) {
    const erasure = BareErasure.safeParse(value)
    if (!erasure.success) return rejected('bad-shape', describe(erasure.error), room)
    const { erased: _, ...identity } = erasure.data
    return { is: 'erasure', identity }
  }
  const parsed = BareMessage.safeParse(value)
  if (!parsed.success) return rejected('bad-shape', describe(parsed.error), room)
  return { is: 'message', message: parsed.data }
}

const fromEvent = (value: object): ReadMessage => {
  const room = stringAt(value, 'subject')
  if ('data_base64' in value && !isErasure(value))
    return rejected('bad-shape', 'data_base64 is not read: put the message into data', room)
  const parsed = MessageEvent.safeParse(value)
  if (!parsed.success) return rejected('bad-shape', describe(parsed.error), room)
  return ofEvent(parsed.data)
}

/** What an event of ours says. */
export const ofEvent = (event: MessageEvent): GoodMessage => {
  const { subject: room, source, id } = event
  if (event.type === MESSAGE_ERASED) return { is: 'erasure', identity: { room, source, id } }
  return { is: 'message', message: { room, source, id, postedAt: Date.parse(event.time), ...event.data } }
}

const stringAt = (value: object, field: string): string | undefined => {
  const found = (value as Record<string, unknown>)[field]
  return typeof found === 'string' && found.isWellFormed() ? shortened(found) : undefined
}

/** A name of any length, cut to what a room may have. */
export const shortened = (name: string): string => [...name].slice(0, limits.idCharacters).join('')

/** 'text: is missing; postedAt: is neither epoch milliseconds nor RFC 3339 with a zone' */
export const describe = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join('.') || 'message'}: ${inWords(message)}`).join('; ')

/** What zod says of a field that is not there is put simply. '…, received undefined' -> 'is missing' */
export const inWords = (message: string): string =>
  message.endsWith('received undefined') ? 'is missing' : message

/** A message as ingest puts it on a queue: a CloudEvent, so that any reader of the queue knows it. */
export const writeMessage = (message: Message): string =>
  written({
    ...headOf(message.revision === 0 ? MESSAGE_POSTED : MESSAGE_EDITED, message),
    time: new Date(message.postedAt).toISOString(),
    datacontenttype: 'application/json',
    data: {
      text: message.text,
      ...(message.author === undefined ? {} : { author: message.author }),
      ...(message.revision === 0 ? {} : { revision: message.revision }),
    },
  })

/** The same for a message that is to be erased; `atMs`: when that was asked for. */
export const writeErasure = (identity: Identity, atMs: number): string =>
  written({ ...headOf(MESSAGE_ERASED, identity), time: new Date(atMs).toISOString() })

const headOf = (type: string, { source, id, room: subject }: Identity) => ({
  ...{ specversion: '1.0', type, source, id, subject },
})

/** An SQS body may not hold these two. */
const written = (event: object): string =>
  JSON.stringify(event).replace(/[\ufffe\uffff]/g, character => `\\u${character.charCodeAt(0).toString(16)}`)
