/*
 * What Lambda writes to an on-failure destination about a batch of Kafka records that it gave up on. A queue or topic
 * (SNS) is told only which records they were; a bucket, or who forwards from one, has them too, in `payload`:
 *
 *   { requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3, … },
 *     KafkaBatchInfo: { batchSize: 2, recordsInfo: { 'posted-0': { firstRecordOffset: '17', lastRecordOffset: '18', … } } },
 *     payload: '{"records":{"posted-0":[…]}}' }
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
 */
import { z } from 'zod'
import { recordsIn } from './dead-letter-topic.ts'
import type { GivenUp } from './delivery.ts'

const Offset = z.union([z.string(), z.number()])
const OnFailure = z.object({
  requestContext: z.object({ condition: z.string(), approximateInvokeCount: z.number().optional() }),
  KafkaBatchInfo: z.object({
    recordsInfo: z.record(z.string(), z.object({ firstRecordOffset: Offset, lastRecordOffset: Offset })),
  }),
  payload: z.union([z.string(), z.looseObject({})]).optional(),
})
type OnFailure = z.infer<typeof OnFailure>

const Payload = z.object({ records: z.record(z.string(), z.array(z.unknown())) })

/** The letters in it: a record each, or one that names them. undefined: it is no such record, but what was given up. */
export const lettersOfFailure = (givenUp: GivenUp): GivenUp[] | undefined => {
  const value = jsonIn(Buffer.from(givenUp.body).toString())
  if (typeof value !== 'object' || value === null || !('KafkaBatchInfo' in value)) return undefined
  const failure = OnFailure.safeParse(value)
  if (!failure.success)
    return [
      { ...givenUp, detail: 'Lambda gave up on records of Kafka, and what it says of them cannot be read' },
    ]
  const why = `Lambda gave up on it: ${conditionOf(failure.data)}`
  const records = payloadOf(failure.data)
  if (records.length === 0) return [pointerOf(givenUp, failure.data)]
  return records.map(record => ({ ...record.givenUp, detail: why }))
}

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** 'RetryAttemptsExhausted, after 3 calls' */
const conditionOf = ({ requestContext: { condition, approximateInvokeCount } }: OnFailure): string =>
  approximateInvokeCount === undefined
    ? condition
    : `${condition}, after ${approximateInvokeCount} ${approximateInvokeCount === 1 ? 'call' : 'calls'}`

const payloadOf = ({ payload }: OnFailure) => {
  const read = Payload.safeParse(typeof payload === 'string' ? jsonIn(payload) : payload)
  return read.success ? recordsIn(read.data) : []
}

/** The records themselves are still in their topic, for as long as it keeps them. */
const pointerOf = (givenUp: GivenUp, failure: OnFailure): GivenUp => {
  const spans = Object.entries(failure.KafkaBatchInfo.recordsInfo).map(
    ([at, { firstRecordOffset: first, lastRecordOffset: last }]) => `${at}@${first}-${last}`,
  )
  const [topic = 'unknown'] = spans.map(span => span.replace(/-\d+@.*$/, ''))
  const delivery = spans.join(', ') || 'unknown'
  return {
    ...givenUp,
    receives: failure.requestContext.approximateInvokeCount ?? givenUp.receives,
    origin: { source: 'kafka', name: topic, delivery },
    detail: `Lambda gave up on ${delivery} (${conditionOf(failure)}) and names the records only: read the topic again from there`,
  }
}
