/* Kafka records and events, as Lambda makes them of what a producer wrote. */
import type { KafkaEvent } from '../../events/kafka.ts'
import type { KafkaRecord } from '../../events/kafka-given.ts'

/** The timestamp of every record that has no other. */
export const STAMPED_AT = Date.UTC(2026, 10, 22, 9, 1)

export const base64 = (value: string | Uint8Array): string => Buffer.from(value).toString('base64')

/** { ce_id: 'é' } -> [{ ce_id: [-61, -87] }] */
export const headersOf = (headers: Record<string, string | Uint8Array>): KafkaRecord['headers'] =>
  Object.entries(headers).map(([name, value]) => ({ [name]: [...new Int8Array(Buffer.from(value))] }))

/** A record of topic "posted" without a key; a text or bytes are its value, an object is JSON. */
export const recordOf = (
  value: string | Uint8Array | object,
  fields: Partial<KafkaRecord> & { offset?: number } = {},
): KafkaRecord => ({
  topic: 'posted',
  partition: 0,
  offset: 17,
  timestamp: STAMPED_AT,
  timestampType: 'CREATE_TIME',
  value: base64(typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value)),
  headers: [],
  ...fields,
})

export const eventOf = (...records: KafkaRecord[]): KafkaEvent => ({
  eventSource: 'aws:kafka',
  records: Object.fromEntries(
    Map.groupBy(records, ({ topic, partition }) => `${topic}-${partition}`),
  ) as KafkaEvent['records'],
})

/** A CloudEvent in binary mode. */
export const binaryOf = (
  data: string | Uint8Array | object,
  headers: Record<string, string | Uint8Array> = {},
  fields: Partial<KafkaRecord> = {},
): KafkaRecord =>
  recordOf(data, {
    key: base64('all-hands'),
    headers: headersOf({
      ce_specversion: '1.0',
      ce_type: 'roomtone.message.posted',
      ce_source: 'chat',
      ce_id: 'c-9',
      'content-type': 'application/json',
      ...headers,
    }),
    ...fields,
  })
