/*
 * How a message stands in a Kafka record. Whatever the message itself lacks, the record gives: the key names the room,
 * topic, partition and offset are the id, the timestamp is when it was posted.
 *
 *   bare        value {"text":"Love it!"}, key all-hands
 *               -> {"room":"all-hands","id":"posted-0@17","postedAt":1763800000000,"text":"Love it!"}
 *   structured  value {"specversion":"1.0",…}, whether or not content-type is application/cloudevents+json
 *   binary      value {"text":"Love it!"}, headers ce_specversion: 1.0, ce_id: q-17, ce_type: …, content-type: application/json
 *               -> {"specversion":"1.0","id":"q-17","type":…,"subject":"all-hands","time":…,"data":{"text":"Love it!"}}
 *
 * An erasure has no data: in binary mode its value may be null. The record gives it the room and nothing else.
 *
 * What is kept of a record is the text on the right: it stands for itself, so that a dead letter that is posted again
 * is the same message, wherever it then stands. What the producer wrote stays in it as it was written.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
 */
import {
  fromBase64,
  type KafkaRecord,
  type Key,
  missingIn,
  objectOf,
  readKey,
  roomIn,
} from './kafka-given.ts'
import { type ReadHeaders, readHeaders } from './kafka-headers.ts'
import {
  isErasure,
  type ReadMessage,
  type RejectedMessage,
  readJson,
  readMessage,
  rejected,
  shortened,
} from './message.ts'
import { wrappingOf } from './wrapping.ts'

/** What is kept, and what was read. */
type Read = { body: Uint8Array; read: ReadMessage }

/** Read one record. Never throws. */
export const readRecord = (record: KafkaRecord): Read => {
  const key = readKey(record.key)
  const { body, read } = readValue(record, key)
  if (read.is !== 'rejected' || read.room !== undefined) return { body, read }
  return { body, read: { ...read, room: key.ok ? shortened(key.text) : undefined } }
}

const utf8 = new TextEncoder()

const readValue = (record: KafkaRecord, key: Key): Read => {
  const { value } = record
  const bytes = value == null ? new Uint8Array() : fromBase64(value)
  if (bytes === undefined) return unreadable(record, 'the value is not base64')
  const headers = readHeaders(record.headers)
  if (!headers.ok) return unreadable(record, headers.why)
  if (isBinary(headers)) return readBinary(record, headers, bytes, key)
  if (value == null)
    return { body: bytes, read: rejected('bad-shape', 'the record has no value: a tombstone is no message') }
  return readWhole(record, headers, bytes, key)
}

/** Half of the message may stand elsewhere: all of the record is kept, as an array, which is never taken for a message. */
const unreadable = (record: KafkaRecord, why: string): Read => ({
  body: utf8.encode(JSON.stringify([record])),
  read: rejected('bad-shape', why),
})

/** A value that is a message: bare, or a CloudEvent in structured mode. */
const readWhole = (record: KafkaRecord, headers: CloudEventHeaders, value: Uint8Array, key: Key): Read => {
  const json = readJson(value)
  const why = notAsDeclared(headers, json)
  const judge = (read: ReadMessage) => (why === undefined ? read : rejected('bad-shape', why))
  if (json.is === 'rejected') return { body: value, read: judge(explained(json, value)) }
  if (!isObject(json.value)) return { body: value, read: judge(readMessage(value)) }
  const missing = missingIn(json.value, record, key)
  const members = json.text.slice(json.text.indexOf('{') + 1, json.text.lastIndexOf('}')).trim()
  const body = Object.keys(missing).length === 0 ? value : utf8.encode(objectOf(missing, members))
  return { body, read: judge(withKeyFault(readMessage(body), json.value, key)) }
}

/** A CloudEvent in binary mode: attributes in headers, data in the value. Data that is no JSON is kept as base64. */
const readBinary = (
  record: KafkaRecord,
  { attributes, contentType }: CloudEventHeaders,
  value: Uint8Array,
  key: Key,
): Read => {
  const given = {
    specversion: null, // it makes an event of it, so that the reader asks for what an event needs
    ...attributes,
    ...(contentType === undefined ? {} : { datacontenttype: mediaType(contentType) }),
  }
  const event = { ...given, ...missingIn(given, record, key) }
  if (isErasure(given)) return readErased(event, value, key)
  if (record.value == null)
    return {
      body: utf8.encode(objectOf(event)),
      read: rejected('bad-shape', 'data: is missing, the record has no value'),
    }
  const json = readJson(value)
  if (json.is === 'rejected')
    return { body: utf8.encode(objectOf(withData(event, value))), read: explained(json, value) }
  const body = utf8.encode(objectOf(event, `"data":${json.text.replace(/^\ufeff/, '').trim()}`))
  return { body, read: withKeyFault(readMessage(body), given, key) }
}

/** Whatever stands in its value is kept and not looked at. */
const readErased = (event: object, value: Uint8Array, key: Key): Read => {
  const kept = value.byteLength === 0 ? { ...event } : withData(event, value)
  const body = utf8.encode(objectOf(kept))
  return { body, read: withKeyFault(readMessage(body), event, key) }
}

const withData = (event: object, value: Uint8Array) => ({
  ...event,
  data_base64: Buffer.from(value).toString('base64'),
})

type CloudEventHeaders = Extract<ReadHeaders, { ok: true }>

/** 'application/json; charset=UTF-8' -> 'application/json' */
const mediaType = (contentType: string) => contentType.split(';', 1)[0]!.trim().toLowerCase()
const isCloudEvent = (contentType = '') => contentType.toLowerCase().startsWith('application/cloudevents')
const isBinary = ({ contentType, attributes }: CloudEventHeaders) =>
  !isCloudEvent(contentType) && Object.keys(attributes).length > 0

/** Avro, Protobuf, XML and batches have media types of CloudEvents, too. */
const notAsDeclared = (
  { contentType = '' }: CloudEventHeaders,
  json: ReturnType<typeof readJson>,
): string | undefined => {
  if (!isCloudEvent(contentType)) return undefined
  if (mediaType(contentType) !== 'application/cloudevents+json')
    return `content-type ${JSON.stringify(contentType)} is not read: send application/cloudevents+json`
  const isEvent = json.is === 'rejected' || !isObject(json.value) || 'specversion' in json.value
  return isEvent ? undefined : 'specversion: is missing, and content-type says CloudEvent'
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const withKeyFault = (read: ReadMessage, message: object, key: Key): ReadMessage =>
  read.is !== 'rejected' || key.ok || roomIn(message) in message
    ? read
    : { ...read, detail: `${read.detail} (${key.why})` }

const explained = (read: RejectedMessage, value: Uint8Array): RejectedMessage => {
  const wrapping = wrappingOf(value)
  return wrapping === undefined ? read : { ...read, detail: `${read.detail}: ${wrapping}` }
}
