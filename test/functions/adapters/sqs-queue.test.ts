import type { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, test } from 'vitest'
import { sqsQueue, tens } from '../../../functions/adapters/sqs-queue.ts'
import { regionOf } from '../../../functions/adapters/sqs-source.ts'

const URL_OF_POSTED = 'https://sqs.eu-west-1.amazonaws.com/123456789012/posted'

type Entries = { Id: string; MessageBody: string }[]

/** A service that refuses the bodies that `refuse` names a code for. */
const serviceThat = (
  refuse: (body: string, request: number) => { Code: string; SenderFault: boolean } | undefined,
) => {
  const requests: string[][] = []
  const client = {
    send: async ({ input }: SendMessageBatchCommand) => {
      const entries = input.Entries as Entries
      requests.push(entries.map(({ MessageBody }) => MessageBody))
      return {
        Failed: entries.flatMap(({ Id, MessageBody }) => {
          const refusal = refuse(MessageBody, requests.length)
          return refusal ? { Id, ...refusal } : []
        }),
      }
    },
  } as unknown as SQSClient
  return { queue: sqsQueue(client, URL_OF_POSTED), requests }
}

describe('where the service takes only some of a batch', () => {
  test('only the others are sent again', async () => {
    const { queue, requests } = serviceThat((body, request) =>
      body === 'b' && request === 1 ? { Code: 'InternalError', SenderFault: false } : undefined,
    )
    await queue.send(['a', 'b', 'c'])
    expect(requests).toEqual([['a', 'b', 'c'], ['b']])
  })

  test('it throws what a service says that stays away', async () => {
    const { queue, requests } = serviceThat(() => ({ Code: 'InternalError', SenderFault: false }))
    await expect(queue.send(['a'])).rejects.toThrow(
      'queue "posted" did not take 1 of the messages: InternalError',
    )
    expect(requests).toHaveLength(3)
  })

  test('what it will never take is not sent again', async () => {
    const { queue, requests } = serviceThat(() => ({ Code: 'InvalidMessageContents', SenderFault: true }))
    await expect(queue.send(['a'])).rejects.toThrow(/InvalidMessageContents/)
    expect(requests).toHaveLength(1)
  })
})

test('a queue is named as its URL ends', () => {
  expect(sqsQueue({} as SQSClient, URL_OF_POSTED).name).toBe('posted')
})

test('tens hold everything once, in order', () => {
  const all = Array.from({ length: 21 }, (_, at) => at)
  expect(tens(all).map(({ length }) => length)).toEqual([10, 10, 1])
  expect(tens(all).flat()).toEqual(all)
  expect(tens([])).toEqual([])
})

test('the region is read from a queue at AWS only', () => {
  expect(regionOf('sqs.eu-west-1.amazonaws.com')).toBe('eu-west-1')
  expect(regionOf('sqs.cn-north-1.amazonaws.com.cn')).toBe('cn-north-1')
  expect(regionOf('127.0.0.1')).toBeUndefined()
})
