/* From what kafkajs reads to the event that Lambda would give of it: see events/kafka.ts. */
import type { KafkaMessage } from 'kafkajs'
import type { KafkaEvent } from '../../events/kafka.ts'
import type { KafkaRecord } from '../../events/kafka-given.ts'

/** Read from a batch of format 2; older ones, which no broker since 0.11 writes by itself, do not say whose time it is. */
type ReadMessage = KafkaMessage & { batchContext?: { timestampType?: number } }

const timestampTypes: Record<number, string> = { 0: 'CREATE_TIME', 1: 'LOG_APPEND_TIME' }

/** { key: <61 62>, value: <7b 7d>, offset: '17', … } -> { key: 'YWI=', value: 'e30=', offset: 17, … } */
export const recordOf = (topic: string, partition: number, message: ReadMessage): KafkaRecord => ({
  topic,
  partition,
  offset: Number(message.offset),
  timestamp: Number(message.timestamp),
  timestampType: timestampTypes[message.batchContext?.timestampType ?? 0] ?? 'NO_TIMESTAMP_TYPE',
  key: message.key?.toString('base64') ?? null,
  value: message.value?.toString('base64') ?? null,
  headers: Object.entries(message.headers ?? {}).flatMap(([name, values]) =>
    [values].flat().map(value => ({ [name]: value == null ? null : bytesOf(value) })),
  ),
})

/** As Lambda writes them, signed. */
const bytesOf = (value: Buffer | string): number[] => [...new Int8Array(Buffer.from(value))]

/** 'posted-0' */
export const partitionName = ({ topic, partition }: { topic: string; partition: number }): string =>
  `${topic}-${partition}`

/** Records of any partitions, each partition's in order. */
export const eventOf = (records: readonly KafkaRecord[]): KafkaEvent => ({
  eventSource: 'SelfManagedKafka',
  records: Object.fromEntries(Map.groupBy(records, partitionName)),
})
