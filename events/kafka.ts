/*
 * What Lambda hands over of a Kafka topic, and what it wants back. The same for MSK ("aws:kafka") and for clusters of
 * one's own ("SelfManagedKafka"). One batch may hold several partitions, each in the order of its offsets:
 *
 *   { eventSource: 'aws:kafka', bootstrapServers: 'b-1…:9092,b-2…:9092', records: {
 *     'posted-0': [{ topic: 'posted', partition: 0, offset: 17, timestamp: 1763800000000, timestampType: 'CREATE_TIME',
 *       key: 'YWxsLWhhbmRz', value: 'eyJ0ZXh0Ijoi…', headers: [{ 'content-type': [97, 112, 112, …] }] }] } }
 *
 * and back, with ReportBatchItemFailures: { batchItemFailures: [{ itemIdentifier: { partition: 'posted-0', offset: 17 } }] }
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html
 * https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
 */
import { z } from 'zod'
import type { Delivery } from './delivery.ts'
import { type KafkaRecord, placeOf } from './kafka-given.ts'
import { readRecord } from './kafka-record.ts'
import { describe } from './message.ts'

export type KafkaEvent = {
  eventSource: 'aws:kafka' | 'SelfManagedKafka'
  /** By "topic-partition". */
  records: Record<string, KafkaRecord[]>
}

export type KafkaBatchResponse = {
  batchItemFailures: { itemIdentifier: { partition: string; offset: number } }[]
}

const Whole = z.number().int().min(0)
/** What a failed record is named by. All else in a record is judged later, for this record alone. */
const Event = z.object({
  eventSource: z.enum(['aws:kafka', 'SelfManagedKafka']),
  records: z.record(
    z.string(),
    z.array(z.looseObject({ topic: z.string(), partition: Whole, offset: Whole })),
  ),
})

/**
 * One delivery a record, partition by partition, in order. Throws where the event is none of Kafka: nothing of it could
 * be given back by name, so Lambda must take all of it for failed.
 */
export const fromKafka = (event: KafkaEvent): Delivery[] => {
  const { success, error } = Event.safeParse(event)
  if (!success)
    throw new Error(
      `not an event of a Kafka topic (${describe(firstOf(error))}): nothing of it was counted. Invoke this function by a Kafka event source mapping only`,
    )
  return placedRecords(event).map(({ record }) => ({
    ...readRecord(record),
    receives: 1, // Kafka does not tell how often it has given a record
    origin: { source: 'kafka', name: record.topic, delivery: placeOf(record) },
  }))
}

/**
 * Names every failed record, in order. An outcome for each delivery, in order.
 *
 * AWS says that Lambda then retries "just those specific items", and that a partition and offset which are not in the
 * event fail the whole batch; its examples name each failed record. Kafka itself commits one offset a partition, so that
 * Lambda may as well start over at the lowest one named, as it does for Kinesis. Both readings lose nothing this way:
 * what comes again although it was counted is a duplicate. To name the lowest alone would skip the others under the
 * first reading; to name none but the last would skip the first under the second.
 */
export const toKafkaResponse = (
  event: KafkaEvent,
  outcomes: readonly { is: string }[],
): KafkaBatchResponse => ({
  batchItemFailures: placedRecords(event)
    .filter((_, at) => outcomes[at]?.is === 'failed')
    .map(({ partition, record: { offset } }) => ({ itemIdentifier: { partition, offset } })),
})

/** A batch may be wrong 10,000 times; three say it. */
const firstOf = ({ issues }: z.ZodError) => new z.ZodError(issues.slice(0, 3))

/** With the partition as Lambda calls it, because it wants to hear that very name. */
const placedRecords = ({ records }: KafkaEvent): { partition: string; record: KafkaRecord }[] =>
  Object.entries(records).flatMap(([partition, inPartition]) =>
    inPartition.toSorted((a, b) => a.offset - b.offset).map(record => ({ partition, record })),
  )
