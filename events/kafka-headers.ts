import { decodeUtf8 } from './message.ts'

/** As Lambda gives them: one object a header, its bytes as numbers. [{ ce_id: [113, 45, 49, 55] }] -> 'q-17' */
export type KafkaHeaders = Record<string, number[] | null>[]

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
    const text = textOf(value)
    if (text === undefined) return { ok: false, why: `header "${name}" is not UTF-8` }
    read.set(name, text)
  }
  const { [CONTENT_TYPE]: contentType, ...rest } = Object.fromEntries(read)
  const attributes = Object.entries(rest).map(([name, text]) => [name.slice(PREFIX.length), text])
  return { ok: true, contentType, attributes: Object.fromEntries(attributes) }
}

/** Kafka tells names by their case; producers do not agree on it. A header without a value is as good as none. */
const ofCloudEvents = (headers: unknown): [name: string, value: unknown][] =>
  (Array.isArray(headers) ? headers : [])
    .flatMap(header => Object.entries(header ?? {}))
    .map(([name, value]): [string, unknown] => [name.toLowerCase(), value])
    .filter(([name, value]) => value !== null && (name === CONTENT_TYPE || name.startsWith(PREFIX)))

/**
 * Lower-case letters and digits, and not the payload.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#naming-conventions
 */
const isAttribute = (name: string) => /^[a-z0-9]+$/.test(name) && name !== 'data'

/** Lambda writes bytes as Java has them, signed: [-61, -85] -> 'ë'. Undefined: no bytes, or no UTF-8. */
const textOf = (value: unknown): string | undefined => {
  if (!Array.isArray(value) || !value.every(isByte)) return undefined
  return decodeUtf8(Uint8Array.from(value, byte => byte & 0xff))
}

const isByte = (value: unknown) => Number.isInteger(value) && Number(value) >= -128 && Number(value) <= 255
