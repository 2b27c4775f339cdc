/*
 * Records of a Kafka topic that others write what they gave up on to, as Lambda hands them over (kafka.ts); headers say
 * where a record came from and why it failed (error-headers.ts):
 *
 *   { records: { 'failed-0': [{ topic: 'failed', partition: 0, offset: 7, value: 'eyJyb29t…',
 *     headers: [{ '__connect.errors.topic': [112, 111, 115, 116, 101, 100] }, …] }] } }
 */
import type { GivenUp } from './delivery.ts'
import { readErrorHeaders } from './error-headers.ts'
import { fromBase64, type KafkaRecord } from './kafka-given.ts'

/** One record, under the name that the response to Lambda calls it by. */
export type TopicRecord = { partition: string; offset: number; givenUp: GivenUp }

/** The part of a Kafka event that is read here. */
export type TopicEvent = { records: Record<string, unknown> }

/** Nothing of a record is promised where somebody else's producer, or somebody by hand, has made it. */
type MaybeRecord = { [field in keyof KafkaRecord]?: unknown } | null

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
  const { topic, place, why } = readErrorHeaders(record?.headers) ?? {}
  const { body, fault } = bodyOf(record)
  const name = topic ?? topicOf(at, record)
  // Where it stood first, or, where nothing says that, where it stands: 'posted-2@17'
  const delivery = place ? `${name}-${place}` : `${at}@${record?.offset ?? '?'}`
  const said = [why, fault].filter(part => part !== undefined)
  return {
    body,
    receives: 1,
    origin: { source: 'kafka', name, delivery },
    detail: said.length > 0 ? said.join('; ') : `it was on topic ${JSON.stringify(name)}, without a word why`,
  }
}

const bodyOf = (record: MaybeRecord): { body: Uint8Array; fault?: string } => {
  const value = record?.value
  if (value === null || value === undefined) return { body: Buffer.alloc(0), fault: 'its value is null' }
  const body = fromBase64(value)
  if (body) return { body }
  return {
    body: Buffer.from(JSON.stringify(record)),
    fault: 'its value is not base64: the record is kept as it was handed over',
  }
}

/** 'failed-0' -> 'failed' */
const topicOf = (at: string, record: MaybeRecord): string =>
  typeof record?.topic === 'string' ? record.topic : at.replace(/-\d+$/, '')
