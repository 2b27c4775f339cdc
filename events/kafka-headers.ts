/* Headers of a Kafka record, and what CloudEvents writes into them. */
import { decodeUtf8 } from './message.ts'

/** Null where a header has no value, undefined where what it has is no bytes. */
type Header = [name: string, value: Buffer | null | undefined]

/**
 * All headers in order, as Lambda gives them: one object a header, its bytes as numbers, signed as Java has them.
 * [{ ce_id: [113, 45, 49, 55] }, { name: [-61, -85] }] -> ce_id is 'q-17', name is 'ë'
 */
export const headersIn = (headers: unknown): Header[] =>
  (Array.isArray(headers) ? headers : [])
    .flatMap(header => Object.entries(header ?? {}))
    .map(([name, value]) => [name, value === null ? null : bytesOf(value)])

const bytesOf = (value: unknown): Buffer | undefined =>
  Array.isArray(value) && value.every(isByte) ? Buffer.from(value) : undefined

const isByte = (value: unknown) => Number.isInteger(value) && Number(value) >= -128 && Number(value) <= 255

/** Content type and CloudEvents attributes by name; or what is wrong with them. Other headers are not looked at. */
export type ReadHeaders =
  | { ok: true; contentType: string | undefined; attributes: Record<string, string> }
  | { ok: false; why: string }

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md#32-binary-content-mode */
const PREFIX = 'ce_'
const CONTENT_TYPE = 'content-type'

export const readHeaders = (headers: unknown): ReadHeaders => {
  const read = new Map<string, string>()
  for (const [name, value] of ofCloudEvents(headers)) {
    if (read.has(name)) return { ok: false, why: `header "${name}" stands twice` }
    const attribute = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : 'contenttype'
    if (!isAttribute(attribute))
      return { ok: false, why: `header "${name}" names no attribute of a CloudEvent` }
    const text = value ? decodeUtf8(value) : undefined
    if (text === undefined) return { ok: false, why: `header "${name}" is not UTF-8` }
    read.set(name, text)
  }
  const { [CONTENT_TYPE]: contentType, ...rest } = Object.fromEntries(read)
  const attributes = Object.entries(rest).map(([name, text]) => [name.slice(PREFIX.length), text])
  return { ok: true, contentType, attributes: Object.fromEntries(attributes) }
}

/** Kafka tells names by their case; producers do not agree on it. A header without a value is as good as none. */
const ofCloudEvents = (headers: unknown): Header[] =>
  headersIn(headers)
    .map(([name, value]): Header => [name.toLowerCase(), value])
    .filter(([name, value]) => value !== null && (name === CONTENT_TYPE || name.startsWith(PREFIX)))

/**
 * Lower-case letters and digits, and not the payload.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#naming-conventions
 */
const isAttribute = (name: string) => /^[a-z0-9]+$/.test(name) && name !== 'data'
