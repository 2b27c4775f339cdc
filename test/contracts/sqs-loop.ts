import { setTimeout as delay } from 'node:timers/promises'
import type { SQSEvent } from 'aws-lambda'
import { afterEach, expect, test } from 'vitest'
import { queueNameOf } from '../../functions/adapters/sqs-queue.ts'
import { sqsSource } from '../../functions/adapters/sqs-source.ts'
import type { SqsHandler } from '../../functions/hosts/sqs-batch.ts'
import { consumeSqs, type LoopOptions } from '../../functions/hosts/sqs-loop.ts'
import type { LocalSqs } from '../functions/hosts/local-sqs.ts'
import { optionsOf, until } from '../functions/hosts/loop-options.ts'
import { type SqsEngine, testOf } from './sqs.ts'

const bodiesOf = ({ Records }: SQSEvent) => Records.map(({ body }) => body)
const isEmpty = async (sqs: LocalSqs, url?: string) => {
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await sqs.attributes(url)
  return ApproximateNumberOfMessages === '0' && ApproximateNumberOfMessagesNotVisible === '0'
}

/** The loop, over a real queue: functions/hosts/sqs-loop.ts. */
export const sqsLoopContract = (engine: SqsEngine): void => {
  const cleanups: (() => unknown)[] = []
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })

  /** A loop over queues of its own. */
  const consume = async (
    handler: SqsHandler,
    given: Partial<LoopOptions> & { maxReceives?: number } = {},
  ) => {
    const { maxReceives = 10, ...rest } = given
    const sqs = await engine.open({ maxReceives })
    const stop = new AbortController()
    const { options, lines } = optionsOf({ signal: stop.signal, ...rest })
    const ended = consumeSqs(sqsSource(sqs.client, sqs.posted, options.leaseSeconds), handler, options)
    cleanups.push(sqs.close, async () => {
      stop.abort()
      await ended
    })
    return { sqs, lines, ended, stop: () => stop.abort() }
  }

  test('every message is handled once and deleted', async () => {
    const seen: string[] = []
    const { sqs } = await consume(async event => {
      seen.push(...bodiesOf(event))
    })
    const bodies = Array.from({ length: 137 }, (_, at) => `message ${at}`)
    await sqs.send(...bodies)
    await until('the queue is empty', () => isEmpty(sqs))
    expect(seen.sort()).toEqual(bodies.sort())
  })

  test('the handler is given what Lambda gives it', async () => {
    const events: SQSEvent[] = []
    const { sqs } = await consume(async (event, context) => {
      expect(context.getRemainingTimeInMillis()).toBeGreaterThan(5_000)
      events.push(event)
    })
    await sqs.send('a body')
    await until('it came', () => events.length > 0)
    expect(events[0]!.Records[0]).toMatchObject({
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      body: 'a body',
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
      eventSource: 'aws:sqs',
      eventSourceARN: expect.stringMatching(`:${queueNameOf(sqs.posted)}$`),
    })
  })

  test('those that failed come back, and the others of their batch do not', async () => {
    const seen: string[][] = []
    const { sqs } = await consume(async event => {
      seen.push(bodiesOf(event).sort())
      const failed = event.Records.filter(
        ({ body, attributes }) => body.startsWith('bad') && attributes.ApproximateReceiveCount === '1',
      )
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
    })
    await sqs.send('good 1', 'bad 1', 'good 2', 'bad 2')
    await until('the queue is empty', () => isEmpty(sqs))
    expect(seen.flat().sort()).toEqual(['bad 1', 'bad 1', 'bad 2', 'bad 2', 'good 1', 'good 2'])
  })

  test('what fails as often as the queue allows is a dead letter of the queue', async () => {
    const receives: string[] = []
    const { sqs } = await consume(
      async ({ Records }) => {
        receives.push(...Records.map(({ attributes }) => attributes.ApproximateReceiveCount))
        throw new Error('cannot')
      },
      { maxReceives: 2 },
    )
    await sqs.send('poison')
    await until('it is given up', async () => !(await isEmpty(sqs, sqs.deadLetters)))
    expect(receives).toEqual(['1', '2'])
    expect(await isEmpty(sqs)).toBe(true)
  })

  test('a message stays hidden for as long as the handler works on it, however short the lease', async () => {
    let calls = 0
    const { sqs } = await consume(
      async () => {
        calls++
        await delay(3_500)
      },
      { leaseSeconds: 1 },
    )
    await sqs.send('slow')
    await until('the queue is empty', () => isEmpty(sqs))
    expect(calls).toBe(1)
  })

  test('stopping finishes the batch in hand, deletes it, and leaves the rest on the queue', async () => {
    const started = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const seen: string[] = []
    const { sqs, stop, ended } = await consume(
      async event => {
        started.resolve()
        await release.promise
        seen.push(...bodiesOf(event))
      },
      { profile: { batchSize: 10, windowMs: 0, batches: 1 } },
    )
    await sqs.send(...Array.from({ length: 25 }, (_, at) => `message ${at}`))
    await started.promise
    stop()
    expect(await Promise.race([ended, delay(200, 'still at it')])).toBe('still at it')
    release.resolve()
    await ended
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await sqs.attributes()
    expect(ApproximateNumberOfMessagesNotVisible).toBe('0')
    expect(Number(ApproximateNumberOfMessages)).toBe(25 - seen.length)
    expect(seen.length).toBeGreaterThan(0)
  })

  const title = 'a queue that is deleted is told once, and what is sent when it is there again is handled'
  testOf(engine)('ends a wait for what was deleted', title, async () => {
    const seen: string[] = []
    const { sqs, lines } = await consume(async event => {
      seen.push(...bodiesOf(event))
    })
    await sqs.send('before')
    await until('it came', () => seen.length === 1 && isEmpty(sqs))
    await sqs.deleteQueues()
    await sqs.createQueues()
    await sqs.send('after')
    await until('it came', () => seen.length === 2)
    expect(seen).toEqual(['before', 'after'])
    const away = `cannot receive from queue "${queueNameOf(sqs.posted)}" (there is no such queue:`
    expect(lines.filter(line => line.startsWith(away)).length).toBeLessThanOrEqual(1)
  })

  test('a queue that is not there is told once, with the cure, however long', async () => {
    const { sqs, stop, ended } = await consume(async () => {})
    stop()
    await ended
    const signal = new AbortController()
    const { options, lines } = optionsOf({ signal: signal.signal })
    const other = consumeSqs(sqsSource(sqs.client, `${sqs.posted}-not`, 30), async () => {}, options)
    await until('it is told', () => lines.length > 0)
    await delay(300)
    signal.abort()
    await other
    expect(lines).toEqual([
      `cannot receive from queue "${queueNameOf(sqs.posted)}-not" (there is no such queue: create it, or give another with --queue-url); trying again until it answers`,
    ])
  })
}
