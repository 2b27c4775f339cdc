/*
 * What Lambda hands over of a queue, and what it wants back. A message of ours stands in `body`, as text:
 *
 *   { Records: [{ messageId: '059f36b4-…', body: '{"room":"all-hands","id":"q-17",…}', attributes:
 *     { ApproximateReceiveCount: '1', … }, eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:posted', … }] }
 *
 * and back, with ReportBatchItemFailures: { batchItemFailures: [{ itemIdentifier: '059f36b4-…' }] }
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { Delivery } from './delivery.ts'

/** One delivery a record, in order. A record that lacks a field is one too: what it lacks is judged later, alone. */
export const fromSqs = (event: SQSEvent): Delivery[] => recordsOf(event).map(deliveryOf)

/** Names the failed ones, and only them, so that the queue gives them back. An outcome for each record, in order. */
export const toSqsResponse = (event: SQSEvent, outcomes: readonly { is: string }[]): SQSBatchResponse => ({
  batchItemFailures: recordsOf(event).flatMap((record, at) =>
    // Without an id the record cannot be named; an empty one makes Lambda give the whole batch back.
    outcomes[at]?.is === 'failed' ? { itemIdentifier: record?.messageId ?? '' } : [],
  ),
})

/** Nothing of it is promised where somebody invokes the function by hand. */
type MaybeRecord = { [field in keyof SQSRecord]?: Partial<SQSRecord[field]> } | null | undefined
const recordsOf = (event: SQSEvent): (SQSRecord | null | undefined)[] => event?.Records ?? []

const utf8 = new TextEncoder()

const deliveryOf = (record: MaybeRecord): Delivery => ({
  body: utf8.encode(String(record?.body ?? '')),
  receives: Number(record?.attributes?.ApproximateReceiveCount) || 1,
  origin: {
    source: 'sqs',
    // A message that was moved to a dead-letter queue belongs where it came from: a replay goes there.
    name: queueNameOf(record?.attributes?.DeadLetterQueueSourceArn ?? record?.eventSourceARN),
    delivery: String(record?.messageId ?? 'unknown'),
  },
})

/** 'arn:aws:sqs:us-east-2:123456789012:posted' -> 'posted' */
const queueNameOf = (arn: unknown): string =>
  String(arn ?? '')
    .split(':')
    .at(-1) || 'unknown'
