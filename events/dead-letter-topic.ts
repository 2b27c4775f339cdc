/*
 * Records of a Kafka topic that others write what they gave up on to, as Lambda hands them over; headers say where a
 * record came from and why it failed. Base64 of the value; a header is a list of bytes:
 *
 *   { records: { 'failed-0': [{ topic: 'failed', partition: 0, offset: 7, value: 'eyJyb29t…',
 *     headers: [{ '__connect.errors.topic': [112, 111, 115, 116, 101, 100] }, …] }] } }
 *
 * Kafka Connect writes all as text: https://cwiki.apache.org/confluence/display/KAFKA/KIP-298
 * Spring writes the partition as 4 bytes and the offset as 8, big-endian:
 * https://docs.spring.io/spring-kafka/reference/kafka/annotation-error-handling.html#dead-letters
 */
import type { GivenUp } from './delivery.ts'

/** One record, under the name that the response to Lambda calls it by. */
export type TopicRecord = { partition: string; offset: number; givenUp: GivenUp }

/** The part of a Kafka event that is read here. */
export type TopicEvent = { records: Record<string, unknown> }

type Headers = ReadonlyMap<string, Buffer>
type Dialect = {
  by: string
  topic: string
  partition: string
  offset: string
  error: string
  message: string
  number: (bytes: Buffer) => string
}

const text = (bytes: Buffer): string => bytes.toString()
const bigEndian = (bytes: Buffer): string =>
  bytes.length === 8 ? String(bytes.readBigInt64BE()) : bytes.length === 4 ? String(bytes.readInt32BE()) : '?'

const dialects: readonly Dialect[] = [
  {
    by: 'Kafka Connect',
    topic: '__connect.errors.topic',
    partition: '__connect.errors.partition',
    offset: '__connect.errors.offset',
    error: '__connect.errors.exception.class.name',
    message: '__connect.errors.exception.message',
    number: text,
  },
  {
    by: 'Spring',
    topic: 'kafka_dlt-original-topic',
    partition: 'kafka_dlt-original-partition',
    offset: 'kafka_dlt-original-offset',
    error: 'kafka_dlt-exception-fqcn',
    message: 'kafka_dlt-exception-message',
    number: bigEndian,
  },
]

/** Nothing of a record is promised where somebody else's producer, or somebody by hand, has made it. */
type MaybeRecord = Partial<Record<'topic' | 'partition' | 'offset' | 'value' | 'headers', unknown>> | null

/** All records of an event, in order. What cannot be read of one is told in it, and harms no other. */
export const recordsIn = ({ records }: TopicEvent): TopicRecord[] =>
  Object.entries(records).flatMap(([partition, some]) =>
    (Array.isArray(some) ? (some as MaybeRecord[]) : []).map(record => ({
      partition,
      offset: Number(record?.offset ?? 0),
      givenUp: givenUpOf(partition, record),
    })),
  )

const givenUpOf = (at: string, record: MaybeRecord): GivenUp => {
  const headers = headersOf(record?.headers)
  const dialect = dialects.find(({ topic, error }) => headers.has(topic) || headers.has(error))
  const { body, fault } = bodyOf(record)
  const why = [dialect && whyIn(headers, dialect), fault].filter(part => part !== undefined)
  const name = (dialect && headers.get(dialect.topic)?.toString()) ?? topicOf(at, record)
  return {
    body,
    receives: 1,
    origin: { source: 'kafka', name, delivery: deliveryOf(headers, dialect, name, at, record) },
    detail: why.length > 0 ? why.join('; ') : `it was on topic ${JSON.stringify(name)}, without a word why`,
  }
}

/** Of a header that stands twice the last one, which is what the last to give up has written. */
const headersOf = (headers: unknown): Headers =>
  new Map(
    (Array.isArray(headers) ? headers : []).flatMap(header =>
      Object.entries(header ?? {}).flatMap(([name, bytes]): [string, Buffer][] =>
        Array.isArray(bytes) ? [[name, Buffer.from(bytes.map(byte => Number(byte) & 0xff))]] : [],
      ),
    ),
  )

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

const bodyOf = (record: MaybeRecord): { body: Buffer; fault?: string } => {
  const value = record?.value
  if (value === null || value === undefined) return { body: Buffer.alloc(0), fault: 'its value is null' }
  if (typeof value === 'string' && BASE64.test(value)) return { body: Buffer.from(value, 'base64') }
  return {
    body: Buffer.from(JSON.stringify(record)),
    fault: 'its value is not base64: the record is kept as it was handed over',
  }
}

/** A stack trace would drown the reason; an exception's message may hold one. */
const MAX_MESSAGE_CHARACTERS = 500

/** 'Spring gave up on it: DeserializationException: failed to deserialize' */
const whyIn = (headers: Headers, { by, error, message }: Dialect): string => {
  const name = headers.get(error)?.toString().split('.').at(-1)
  const said = headers.get(message)?.toString().slice(0, MAX_MESSAGE_CHARACTERS)
  return [`${by} gave up on it`, name, said].filter(part => part !== undefined && part !== '').join(': ')
}

/** 'failed-0' -> 'failed' */
const topicOf = (at: string, record: MaybeRecord): string =>
  typeof record?.topic === 'string' ? record.topic : at.replace(/-\d+$/, '')

/** 'posted-2@17': where it stood first, or, where nothing says that, where it stands. */
const deliveryOf = (
  headers: Headers,
  dialect: Dialect | undefined,
  name: string,
  at: string,
  record: MaybeRecord,
): string => {
  const partition = dialect && headers.get(dialect.partition)
  const offset = dialect && headers.get(dialect.offset)
  if (!dialect || !partition || !offset) return `${at}@${record?.offset ?? '?'}`
  return `${name}-${dialect.number(partition)}@${dialect.number(offset)}`
}
