import type { Origin } from '../schemas/dead-letter.ts'
import { objectOf } from './kafka-given.ts'
import { isErasure, readJson } from './message.ts'

/**
 * What stood in a Kafka record and had no id is named by its place when it is read: see kafka-record.ts. Where it could not
 * be read and a person mends it, it is given the same name, so that it is one message however often it is posted again. An
 * erasure is not: it would erase nothing, in silence.
 * '{"room":"hall","text":"hi"}' of posted-0@17 -> '{"id":"posted-0@17","room":"hall","text":"hi"}'
 */
export const namedByPlace = (body: Uint8Array, { source, delivery }: Origin): Uint8Array => {
  if (source !== 'kafka' || !/-\d+@\d+$/.test(delivery)) return body
  const json = readJson(body)
  if (json.is === 'rejected' || !isObject(json.value)) return body
  if ('id' in json.value || isErasure(json.value)) return body
  const members = json.text.slice(json.text.indexOf('{') + 1, json.text.lastIndexOf('}')).trim()
  return new TextEncoder().encode(objectOf({ id: delivery }, members))
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
