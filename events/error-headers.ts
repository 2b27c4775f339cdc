/*
 * What others write into the headers of a record that they gave up on: where it came from, and why it failed.
 *
 * Kafka Connect writes all as text: https://cwiki.apache.org/confluence/display/KAFKA/KIP-298
 * Spring writes the partition as 4 bytes and the offset as 8, big-endian:
 * https://docs.spring.io/spring-kafka/reference/kafka/annotation-error-handling.html#dead-letters
 */
import { headersIn } from './kafka-headers.ts'

/** `place` is where it stood in `topic`, as far as the headers say: { topic: 'posted', place: '2@17', why: … } */
export type ErrorHeaders = { topic: string | undefined; place: string | undefined; why: string }

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

type Headers = ReadonlyMap<string, Buffer>

/** Undefined where no header says that anybody gave up on it. */
export const readErrorHeaders = (given: unknown): ErrorHeaders | undefined => {
  const headers = lastOfEach(given)
  const dialect = dialects.find(({ topic, error }) => headers.has(topic) || headers.has(error))
  if (!dialect) return undefined
  const partition = headers.get(dialect.partition)
  const offset = headers.get(dialect.offset)
  return {
    topic: headers.get(dialect.topic)?.toString(),
    place: partition && offset && `${dialect.number(partition)}@${dialect.number(offset)}`,
    why: whyIn(headers, dialect),
  }
}

/** Of a header that stands twice the last one, which is what the last to give up has written. */
const lastOfEach = (given: unknown): Headers =>
  new Map(headersIn(given).flatMap(([name, value]): [string, Buffer][] => (value ? [[name, value]] : [])))

/** A stack trace would drown the reason; an exception's message may hold one. */
const MAX_MESSAGE_CHARACTERS = 500

/** 'Spring gave up on it: DeserializationException: failed to deserialize' */
const whyIn = (headers: Headers, { by, error, message }: Dialect): string => {
  const name = headers.get(error)?.toString().split('.').at(-1)
  const said = headers.get(message)?.toString().slice(0, MAX_MESSAGE_CHARACTERS)
  return [`${by} gave up on it`, name, said].filter(part => part !== undefined && part !== '').join(': ')
}
