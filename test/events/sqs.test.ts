import { readFileSync } from 'node:fs'
import type { SQSEvent } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import { fromSqs, toSqsResponse } from '../../events/sqs.ts'

const sample = (name: string): SQSEvent =>
  JSON.parse(readFileSync(new URL(`../../events/samples/${name}.json`, import.meta.url), 'utf8'))

describe('an SQS event', () => {
  test('becomes one delivery a record, in order, with the bytes of its body', () => {
    const event = sample('sqs')
    const deliveries = fromSqs(event)
    expect(deliveries.map(({ body }) => new TextDecoder().decode(body))).toEqual(
      event.Records.map(({ body }) => body),
    )
    expect(deliveries.map(({ receives }) => receives)).toEqual([1, 3, 1])
    expect(deliveries[0]!.origin).toEqual({
      source: 'sqs',
      name: 'posted',
      delivery: '059f36b4-87a3-44ab-83d2-661975830a7d',
    })
  })

  test('of a dead-letter queue names the queue that the message was posted to, so that a replay goes there', () => {
    expect(fromSqs(sample('sqs-dead-letter'))[0]!.origin.name).toBe('posted')
  })

  test.each([
    ['no attributes', { messageId: 'a', body: '{}' }],
    ['no body', { messageId: 'a', attributes: {} }],
    ['no queue', { messageId: 'a', body: '{}', eventSourceARN: '' }],
    ['a count that is none', { messageId: 'a', body: '{}', attributes: { ApproximateReceiveCount: 'many' } }],
    ['nothing', {}],
    ['null', null],
  ])('with %s in a record leaves the others as they are', (_, record) => {
    const event = { Records: [record, ...sample('sqs').Records] } as unknown as SQSEvent
    const deliveries = fromSqs(event)
    expect(deliveries).toHaveLength(4)
    expect(deliveries[0]!.receives).toBe(1)
    expect(deliveries.slice(1)).toEqual(fromSqs(sample('sqs')))
  })

  test('without records is no deliveries', () => {
    expect(fromSqs({} as SQSEvent)).toEqual([])
    expect(toSqsResponse({} as SQSEvent, [])).toEqual({ batchItemFailures: [] })
  })
})

describe('the response', () => {
  test('gives back the failed messages and no others', () => {
    const event = sample('sqs')
    const outcomes = [{ is: 'counted' }, { is: 'failed' }, { is: 'rejected' }]
    expect(toSqsResponse(event, outcomes)).toEqual({
      batchItemFailures: [{ itemIdentifier: '2e1424d4-f796-459a-8184-9c92662be6da' }],
    })
  })

  test('gives back the whole batch where the failed one cannot be named', () => {
    const event = { Records: [{ body: '{}' }] } as unknown as SQSEvent
    expect(toSqsResponse(event, [{ is: 'failed' }])).toEqual({ batchItemFailures: [{ itemIdentifier: '' }] })
  })
})
