import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMessage, writeMessage } from '../../events/message.ts'
import { sqsQueue } from '../../functions/adapters/sqs-queue.ts'
import { limits } from '../../schemas/limits.ts'
import { badInput } from '../corpus/bad-input.ts'
import { expectedOn } from '../corpus/case.ts'
import { drain, type LocalSqs } from '../functions/hosts/local-sqs.ts'
import type { SqsEngine } from './sqs.ts'

/** The port `Queue`, over SQS. */
export const sqsQueueContract = ({ open }: SqsEngine): void => {
  let sqs: LocalSqs
  beforeAll(async () => {
    sqs = await open()
  })
  afterAll(() => sqs?.close())

  test('all that is sent is on the queue, as it was', async () => {
    const bodies = Array.from({ length: 57 }, (_, at) => JSON.stringify({ at, text: 'naïve 👍🏽 "quoted"' }))
    await sqsQueue(sqs.client, sqs.posted).send(bodies)
    expect((await drain(sqs)).sort()).toEqual(bodies.sort())
  })

  test('ten messages at their largest fit into one batch', async () => {
    const bodies = Array.from({ length: 10 }, (_, at) => `${at} `.padEnd(limits.bodyBytes, 'x'))
    await sqsQueue(sqs.client, sqs.posted).send(bodies)
    expect((await drain(sqs)).sort()).toEqual(bodies)
  })

  test('whatever bad input a queue carries comes out of it byte for byte', async () => {
    const carried = badInput.filter(one => expectedOn(one, 'sqs') !== undefined && one.body.length > 0)
    const bodies = carried.map(({ body }) => Buffer.from(body).toString())
    for (const body of bodies) await sqsQueue(sqs.client, sqs.posted).send([body])
    expect((await drain(sqs)).sort()).toEqual(bodies.sort())
  })

  test('what it says that it carries is sent; what SQS refuses it does not carry', async () => {
    const queue = sqsQueue(sqs.client, sqs.posted)
    const carried = ['{"text":"\ud83d\udc4f"}', 'a\tb\r\n']
    expect([...carried, '', 'a\0b', 'odd \uffff'].filter(queue.carries!)).toEqual(carried)
    await queue.send(carried)
    expect((await drain(sqs)).length).toBe(carried.length)
  })

  test('a message whose text SQS would refuse in a body is sent all the same', async () => {
    const text = 'odd \ufffe\uffff'
    const message = { room: 'hall', source: 'app', id: 'q-1', revision: 0, text, postedAt: 0 }
    await sqsQueue(sqs.client, sqs.posted).send([writeMessage(message)])
    const [body] = await drain(sqs)
    expect(readMessage(Buffer.from(body!))).toEqual({ is: 'message', message })
  })

  test('a body that SQS refuses throws, whatever else is in its batch', async () => {
    const sending = sqsQueue(sqs.client, sqs.posted).send(['good', 'a\u0000b'])
    await expect(sending).rejects.toThrow(/did not take 1 of the messages: .*InvalidMessageContents/)
    expect(await drain(sqs)).toEqual(['good'])
  })

  test('sending nothing is fine', async () => {
    await sqsQueue(sqs.client, sqs.posted).send([])
    expect(await drain(sqs)).toEqual([])
  })

  test('a queue that is not there throws', async () => {
    await expect(sqsQueue(sqs.client, `${sqs.posted}-not`).send(['a'])).rejects.toThrow(/does not exist/)
  })
}
