/*
 * What a source gave up on, as the collector is handed it:
 *
 *   { Records: [...] }           a dead-letter queue: events/sqs.ts; a body may be an on-failure record of Lambda
 *   { records: { 'failed-0': [...] } }   a dead-letter topic: events/dead-letter-topic.ts
 *   anything else                one letter, so that it is seen
 */
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { recordsIn, type TopicEvent } from './dead-letter-topic.ts'
import type { GivenUp } from './delivery.ts'
import { lettersOfFailure } from './on-failure.ts'
import { fromSqs, toSqsResponse } from './sqs.ts'

/** What became of one delivery, as far as its source has to know. */
type Became = { is: string }

/** `response` takes an outcome for each of `givenUp`, in order. */
export type Collected = { givenUp: GivenUp[]; response: (outcomes: readonly Became[]) => unknown }

/** Never throws: what cannot be read is a letter that says so. */
export const collected = (event: unknown): Collected => {
  if (isObject(event) && isObject(event.records)) return fromTopic({ records: event.records })
  if (!isObject(event) || Array.isArray(event.Records)) return fromQueue(event as unknown as SQSEvent)
  return { givenUp: [unknownEvent(event)], response: () => ({ batchItemFailures: [] }) }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const fromQueue = (event: SQSEvent): Collected => {
  const perRecord = fromSqs(event).map((delivery, at) => {
    const detail = detailIn(event.Records[at])
    const kept = detail === undefined ? delivery : { ...delivery, detail }
    return lettersOfFailure(kept) ?? [kept]
  })
  return {
    givenUp: perRecord.flat(),
    response: outcomes => toSqsResponse(event, worstOf(perRecord, outcomes)),
  }
}

const fromTopic = (event: TopicEvent): Collected => {
  const records = recordsIn(event)
  const perRecord = records.map(({ givenUp }) => lettersOfFailure(givenUp) ?? [givenUp])
  return {
    givenUp: perRecord.flat(),
    response: outcomes => ({
      batchItemFailures: worstOf(perRecord, outcomes).flatMap(({ is }, at) => {
        const { partition, offset } = records[at]!
        return is === 'failed' ? { itemIdentifier: { partition, offset } } : []
      }),
    }),
  }
}

/** A record is done when all of its letters are kept: one outcome a record, in order. */
const worstOf = (perRecord: readonly (readonly unknown[])[], outcomes: readonly Became[]): Became[] => {
  let at = 0
  return perRecord.map(letters => {
    const own = outcomes.slice(at, at + letters.length)
    at += letters.length
    return own.find(({ is }) => is === 'failed') ?? { is: 'rejected' }
  })
}

/**
 * Why, as Lambda (ErrorCode, ErrorMessage) and EventBridge (ERROR_CODE, ERROR_MESSAGE) write it beside a message.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const detailIn = (record: SQSRecord | null | undefined): string | undefined => {
  const { ErrorCode, ErrorMessage, ERROR_CODE, ERROR_MESSAGE } = record?.messageAttributes ?? {}
  const said = [ErrorCode ?? ERROR_CODE, ErrorMessage ?? ERROR_MESSAGE].flatMap(one => one?.stringValue ?? [])
  return said.length > 0 ? `it was given up with ${said.join(': ')}` : undefined
}

const unknownEvent = (event: unknown): GivenUp => ({
  body: Buffer.from(JSON.stringify(event)),
  receives: 1,
  origin: { source: 'sqs', name: 'unknown', delivery: 'unknown' },
  detail: 'what the collector was called with is neither of a queue nor of a topic',
})
