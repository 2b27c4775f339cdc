import { StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collected } from '../../events/given-up.ts'
import { fromSqs } from '../../events/sqs.ts'
import { queueNameOf } from '../../functions/adapters/sqs-queue.ts'
import { sqsSource } from '../../functions/adapters/sqs-source.ts'
import type { LocalSqs } from '../functions/hosts/local-sqs.ts'
import { until } from '../functions/hosts/loop-options.ts'
import { type SqsEngine, testOf } from './sqs.ts'

const MAX_RECEIVES = 2

/** The redrive policy of SQS, and what our decoder and collector make of what it moves. */
export const sqsDeadLettersContract = (engine: SqsEngine): void => {
  const { signal } = new AbortController()
  let sqs: LocalSqs
  beforeEach(async () => {
    sqs = await engine.open({ maxReceives: MAX_RECEIVES })
  })
  afterEach(() => sqs?.close())

  const receive = (url: string, leaseSeconds: number) =>
    sqsSource(sqs.client, url, leaseSeconds).receive({ atMost: 10, waitSeconds: 0, signal })
  /** Given out as often as the queue allows, and asked for once more. */
  const giveUp = async (body: string): Promise<void> => {
    await sqs.send(body)
    for (let receives = 0; receives < MAX_RECEIVES; receives++)
      expect((await receive(sqs.posted, 0)).map(one => one.body)).toEqual([body])
    expect(await receive(sqs.posted, 0)).toEqual([])
  }
  const deadLetters = async () => {
    let records: Awaited<ReturnType<typeof receive>> = []
    await until('a dead letter', async () => {
      records = await receive(sqs.deadLetters, 0)
      return records.length > 0
    })
    return records
  }

  test('a message that nobody is done with is moved whole, once, and is the same message', async () => {
    const body = JSON.stringify({ room: 'hall', id: 'q-1', text: 'naïve 👍🏽\n', postedAt: 0 })
    await giveUp(body)
    const [moved, ...more] = await deadLetters()
    expect([moved!.body, more]).toEqual([body, []])
    expect(await receive(sqs.posted, 0)).toEqual([])
  })

  test('the collector takes it for what it was, however often it had been received', async () => {
    await giveUp('{"room":"hall"}')
    const { givenUp } = collected({ Records: await deadLetters() })
    expect(givenUp.map(({ body }) => Buffer.from(body).toString())).toEqual(['{"room":"hall"}'])
    expect(givenUp[0]!.receives).toBeGreaterThan(MAX_RECEIVES - 1)
  })

  testOf(engine)('names the queue that gave up', 'it belongs to the queue that it came from', async () => {
    await giveUp('{}')
    const [delivery] = fromSqs({ Records: await deadLetters() })
    expect(delivery!.origin).toMatchObject({ source: 'sqs', name: queueNameOf(sqs.posted) })
  })

  testOf(engine)('moves dead letters back', 'moved back by the queue itself it is posted anew', async () => {
    await giveUp('{"id":"back"}')
    const { QueueArn } = await sqs.attributes(sqs.deadLetters)
    await sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: QueueArn! }))
    await until('it is back', async () => {
      const [back] = await receive(sqs.posted, 0)
      return back?.body === '{"id":"back"}' && back.attributes.ApproximateReceiveCount === '1'
    })
  })
}
