/* How bodies get from a producer to the pipeline, and what may be said of a batch afterwards. */
import type { SQSEvent } from 'aws-lambda'
import { expect } from 'vitest'
import type { Delivery } from '../../events/delivery.ts'
import { fromKafka } from '../../events/kafka.ts'
import type { KafkaRecord } from '../../events/kafka-given.ts'
import { fromSqs } from '../../events/sqs.ts'
import type { Outcome } from '../../functions/pipeline/outcome.ts'
import { processBatch } from '../../functions/pipeline/process-batch.ts'
import { eventOf, recordOf } from '../events/kafka-events.ts'
import { type Bench, bench, limits, totalOf } from '../functions/pipeline/samples.ts'
import { type Expected, NOW_MS, type SourceName } from './case.ts'

export const queues: Record<Exclude<SourceName, 'http'>, (bodies: readonly Uint8Array[]) => Delivery[]> = {
  sqs: bodies => fromSqs({ Records: bodies.map(sqsRecordOf) } as SQSEvent),
  kafka: bodies =>
    fromKafka(eventOf(...bodies.map((body, offset) => recordOf(body, { offset, timestamp: NOW_MS })))),
}

export const sqsRecordOf = (body: Uint8Array, at: number) => ({
  messageId: `m-${at}`,
  body: Buffer.from(body).toString('utf8'),
  attributes: { ApproximateReceiveCount: '1' },
  eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:posted',
})

/** A message that nothing is wrong with. */
export const good = (id: string): Buffer =>
  Buffer.from(JSON.stringify({ room: 'hall', id, text: 'good', postedAt: NOW_MS }))

/** 'counted', 'bad-shape': an outcome in a word. */
export const nameOf = (outcome: Outcome | undefined): string | undefined =>
  outcome?.is === 'rejected' ? outcome.reason : outcome?.is === 'failed' ? outcome.cause.message : outcome?.is

export type Ran = Bench & { outcomes: Outcome[] }
export const run = async (deliveries: readonly Delivery[], on = bench()): Promise<Ran> => ({
  ...on,
  outcomes: await processBatch(on.ports, deliveries, limits),
})

export const lettersOf = ({ contents }: Bench) => [...contents.letters.values()]
const counted = ({ contents }: Bench, room: string) => totalOf({ contents } as Bench, room).n

/** What was counted is counted, in whatever room; what was not is in no counter and among no messages. */
export const expectCounted = (on: Bench, n: number): void => {
  const rooms = new Set([...on.contents.counters.values()].map(({ room }) => room))
  expect([...rooms].reduce((sum, room) => sum + counted(on, room), 0)).toBe(n)
  expect([...on.contents.messages.values()].filter(({ is }) => is === 'live').length).toBe(n)
}

/** One letter, with the reason and what it says, and every byte of what was posted. */
export const expectLetter = (on: Bench, reason: Expected, detail: RegExp = /./): Buffer => {
  const letters = lettersOf(on)
  expect(letters).toMatchObject([
    { reason, state: 'open', rejections: 1, detail: expect.stringMatching(detail) },
  ])
  return Buffer.from(letters[0]!.body, 'base64')
}

/**
 * Whether `kept` holds what was posted, byte for byte. Of a record of Kafka it may hold more: before the first field of a
 * message what the record gives to it, around data that is no JSON an event, around what cannot be read an array.
 */
export const holds = (kept: Buffer, posted: Uint8Array, record?: KafkaRecord): boolean => {
  const text = Buffer.from(posted)
    .toString()
    .replace(/^\ufeff/, '')
    .trim()
  const members = text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1).trim() : text
  return (
    kept.equals(posted) ||
    (record !== undefined &&
      (posted.length === 0 ||
        kept.toString() === JSON.stringify([record]) ||
        kept.toString().includes(`"data_base64":"${Buffer.from(posted).toString('base64')}"`) ||
        kept.toString().endsWith(`${members}}`) ||
        kept.toString().endsWith(`"data":${text}}`)))
  )
}
