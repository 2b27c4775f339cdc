import type { SQSRecord } from 'aws-lambda'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { queueNameOf } from '../../functions/adapters/sqs-queue.ts'
import { type SqsSource, sqsSource } from '../../functions/adapters/sqs-source.ts'
import type { LocalSqs } from '../functions/hosts/local-sqs.ts'
import { until } from '../functions/hosts/loop-options.ts'
import { type SqsEngine, testOf } from './sqs.ts'

const LEASE_SECONDS = 30

/** The queue as its consumer uses it: functions/adapters/sqs-source.ts. */
export const sqsSourceContract = (engine: SqsEngine): void => {
  const { signal } = new AbortController()
  let sqs: LocalSqs
  let source: SqsSource
  beforeEach(async () => {
    sqs = await engine.open()
    source = sqsSource(sqs.client, sqs.posted, LEASE_SECONDS)
  })
  afterEach(() => sqs?.close())

  const receive = (atMost = 10, waitSeconds = 0) => source.receive({ atMost, waitSeconds, signal })
  const bodiesOf = (records: readonly SQSRecord[]) => records.map(({ body }) => body).sort()
  /** Received in several goes; a queue promises no full batch. */
  const receiveAll = async (count: number): Promise<SQSRecord[]> => {
    const records: SQSRecord[] = []
    await until(`${count} came`, async () => {
      records.push(...(await receive()))
      return records.length === count
    })
    return records
  }
  const numbered = (count: number) =>
    Array.from({ length: count }, (_, at) => `body ${String(at).padStart(2, '0')}`)

  test('a message comes as Lambda would give it', async () => {
    await sqs.send('naïve 👍🏽')
    const [record] = await receive()
    expect(record).toMatchObject({
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receiptHandle: expect.stringMatching(/./),
      body: 'naïve 👍🏽',
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
      eventSource: 'aws:sqs',
      eventSourceARN: expect.stringMatching(`:${queueNameOf(sqs.posted)}$`),
    })
  })

  test('no more come at a time than asked for, and never more than ten', async () => {
    await sqs.send(...numbered(23))
    const [few, many] = [await receive(3), await receive(100)]
    expect(few.length).toBeLessThanOrEqual(3)
    expect(many.length).toBeLessThanOrEqual(10)
    const rest = await receiveAll(23 - few.length - many.length)
    expect(bodiesOf([...few, ...many, ...rest])).toEqual(numbered(23))
  })

  test('what was received is hidden from others', async () => {
    await sqs.send('one')
    expect(await receive()).toHaveLength(1)
    expect(await receive()).toEqual([])
  })

  test('a receive waits for the first message, and no longer', async () => {
    const waiting = receive(10, 20)
    await sqs.send('late')
    expect(bodiesOf(await waiting)).toEqual(['late'])
  })

  test('a receive that waits ends when it is told to, and takes no message with it', async () => {
    const stop = new AbortController()
    const waiting = source.receive({ atMost: 10, waitSeconds: 20, signal: stop.signal })
    stop.abort()
    await expect(waiting).rejects.toThrow(/abort/i)
    await sqs.send('after')
    await until('it came', async () => bodiesOf(await receive()).includes('after'))
  })

  test('what is removed is gone, in tens, and nothing is left over', async () => {
    await sqs.send(...numbered(25))
    expect(await source.remove(await receiveAll(25))).toEqual([])
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await sqs.attributes()
    expect([ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible]).toEqual(['0', '0'])
  })

  test('what is hidden for no time comes back at once, received once more, and the others stay hidden', async () => {
    await sqs.send('back', 'stay')
    const records = await receiveAll(2)
    await source.hide(records, ({ body }) => (body === 'back' ? 0 : LEASE_SECONDS))
    const [again, ...more] = await receiveAll(1)
    expect(more).toEqual([])
    expect(again).toMatchObject({ body: 'back', attributes: { ApproximateReceiveCount: '2' } })
    expect(again!.messageId).toBe(records.find(({ body }) => body === 'back')!.messageId)
  })

  test('to hide what is gone harms nobody', async () => {
    await sqs.send('gone', 'here')
    const records = await receiveAll(2)
    await source.remove(records.filter(({ body }) => body === 'gone'))
    await source.hide(records, () => 0)
    expect(bodiesOf(await receiveAll(1))).toEqual(['here'])
  })

  testOf(engine)('checks receipts', 'what could not be removed is told, and the rest is gone', async () => {
    await sqs.send('one', 'other')
    const records = await receiveAll(2)
    const bogus = { ...records[0]!, receiptHandle: 'no receipt' }
    expect(await source.remove([bogus, records[1]!])).toEqual([bogus])
  })

  test('of a queue that was deleted everything throws, and says so', async () => {
    await sqs.send('lost')
    const records = await receiveAll(1)
    await sqs.deleteQueues()
    const asks = [() => receive(), () => source.remove(records), () => source.hide(records, () => 0)]
    for (const ask of asks) await expect(ask()).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
  })
}
