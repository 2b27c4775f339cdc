/*
 * The two shapes in which a message crosses the border (both JSON in UTF-8, at most 16 KiB):
 *
 *   bare        {"room":"all-hands","id":"q-17","text":"Love it!","postedAt":1763800000000}
 *   CloudEvent  {"specversion":"1.0","type":"roomtone.message.posted","source":"app","id":"q-17",
 *                "subject":"all-hands","time":"2026-11-22T09:00:00Z","data":{"text":"Love it!"}}
 */
import type { z } from 'zod'
import type { Rejection } from '../schemas/dead-letter.ts'
import { limits } from '../schemas/limits.ts'
import { BareMessage, MESSAGE_POSTED, type Message, MessageEvent } from '../schemas/message.ts'
import { parseJson } from './json.ts'

/** A message, or why there is none. `room` is given wherever it could be read, so that an operator can filter by it. */
export type ReadMessage = { is: 'message'; message: Message } | RejectedMessage
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

const fromBare = (value: object): ReadMessage => {
  const parsed = BareMessage.safeParse(value)
  if (!parsed.success) return rejected('bad-shape', describe(parsed.error), stringAt(value, 'room'))
  return { is: 'message', message: parsed.data }
}

const fromEvent = (value: object): ReadMessage => {
  if ('data_base64' in value)
    return rejected(
      'bad-shape',
      'data_base64 is not read: put the message into data',
      stringAt(value, 'subject'),
    )
  const parsed = MessageEvent.safeParse(value)
  if (!parsed.success) return rejected('bad-shape', describe(parsed.error), stringAt(value, 'subject'))
  const { subject: room, source, id, time, data } = parsed.data
  return { is: 'message', message: { room, source, id, postedAt: Date.parse(time), ...data } }
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
  JSON.stringify({
    specversion: '1.0',
    type: MESSAGE_POSTED,
    source: message.source,
    id: message.id,
    subject: message.room,
    time: new Date(message.postedAt).toISOString(),
    datacontenttype: 'application/json',
    data: {
      text: message.text,
      ...(message.author === undefined ? {} : { author: message.author }),
      ...(message.revision === 0 ? {} : { revision: message.revision }),
    },
  }).replace(/[\ufffe\uffff]/g, escaped) // an SQS body may not hold these two

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16)}`
