import { setTimeout as delay } from 'node:timers/promises'
import type { SQSEvent } from 'aws-lambda'
import { afterEach, describe, expect, test } from 'vitest'
import { sqsSource } from '../../../functions/adapters/sqs-source.ts'
import type { SqsHandler } from '../../../functions/hosts/sqs-batch.ts'
import { consumeSqs, type LoopOptions, profiles } from '../../../functions/hosts/sqs-loop.ts'
import { fakeSource } from './fake-source.ts'
import { type LocalSqs, openLocalSqs } from './local-sqs.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const optionsOf = (given: Partial<LoopOptions>) => {
  const lines: string[] = []
  const options: LoopOptions = {
    profile: profiles.embedded,
    timeoutMs: 10_000,
    leaseSeconds: 30,
    stopWithinMs: 5_000,
    clock: { now: Date.now, sleep: async ms => void (await delay(ms / 10)) },
    draw: () => 0,
    signal: new AbortController().signal,
    log: line => lines.push(line),
    ...given,
  }
  return { options, lines }
}

/** A loop over a real local queue. */
const consume = async (handler: SqsHandler, given: Partial<LoopOptions> & { maxReceives?: number } = {}) => {
  const { maxReceives = 10, ...rest } = given
  const sqs = await openLocalSqs({ maxReceives })
  const stop = new AbortController()
  const { options, lines } = optionsOf({ signal: stop.signal, ...rest })
  const ended = consumeSqs(sqsSource(sqs.client, sqs.posted, options.leaseSeconds), handler, options)
  cleanups.push(sqs.close, async () => {
    stop.abort()
    await ended
  })
  return { sqs, lines, ended, stop: () => stop.abort() }
}

const bodiesOf = ({ Records }: SQSEvent) => Records.map(({ body }) => body)
const until = async (what: string, holds: () => boolean | Promise<boolean>, withinMs = 15_000) => {
  for (const startMs = Date.now(); Date.now() - startMs < withinMs; await delay(10)) if (await holds()) return
  throw new Error(`not within ${withinMs} ms: ${what}`)
}
const isEmpty = async (sqs: LocalSqs, url?: string) => {
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await sqs.attributes(url)
  return ApproximateNumberOfMessages === '0' && ApproximateNumberOfMessagesNotVisible === '0'
}

describe('over a real queue', () => {
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
      eventSourceARN: expect.stringMatching(/:posted$/),
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
})

describe('over a queue that does what the test wants', () => {
  const run = (
    given: Parameters<typeof fakeSource>[0],
    handler: SqsHandler,
    rest: Partial<LoopOptions> = {},
  ) => {
    const stop = new AbortController()
    const source = fakeSource(given)
    const { options, lines } = optionsOf({ signal: stop.signal, ...rest })
    const ended = consumeSqs(source, handler, options)
    cleanups.push(async () => {
      stop.abort()
      await ended
    })
    return { source, lines, ended, stop }
  }
  const all = async () => {}

  test('a backlog is handled in batches as large as the profile says, no more of them at a time than it says', async () => {
    const sizes: number[] = []
    let [now, most] = [0, 0]
    const { source } = run({ messages: 1_000 }, async ({ Records }) => {
      most = Math.max(most, ++now)
      sizes.push(Records.length)
      await delay(5)
      now--
    })
    await until('all are done', () => source.deleted.size === 1_000)
    expect(sizes).toEqual(Array(10).fill(100))
    expect(most).toBe(profiles.embedded.batches)
  })

  test('a batch of the profile live is one receive', async () => {
    const sizes: number[] = []
    const { source } = run(
      { messages: 25 },
      async ({ Records }) => {
        sizes.push(Records.length)
      },
      { profile: profiles.live },
    )
    await until('all are done', () => source.deleted.size === 25)
    expect(sizes.sort((a, b) => a - b)).toEqual([5, 10, 10])
  })

  test('what comes within the window of the profile thrifty is one batch', async () => {
    const sizes: number[] = []
    const { source } = run(
      { messages: 3 },
      async ({ Records }) => {
        sizes.push(Records.length)
      },
      { profile: { ...profiles.thrifty, windowMs: 300 } },
    )
    await delay(100)
    source.add(4)
    await until('all are done', () => source.deleted.size === 7)
    expect(sizes).toEqual([7])
  })

  test.each([
    ['throws', async () => Promise.reject(new Error('out of memory'))],
    ['names what is not in the batch', async () => ({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
    ['names nothing', async () => ({ batchItemFailures: [{ itemIdentifier: '' }] })],
    ['does not answer in time', () => new Promise<never>(() => {})],
  ] as [string, SqsHandler][])('the whole batch comes back where the handler %s', async (_, handler) => {
    const { source } = run({ messages: 4 }, handler, { timeoutMs: 100 })
    await until('all are given back', () => source.hidden.size === 4)
    expect(source.deleted.size).toBe(0)
  })

  test('a failed message waits twice as long each time, and never longer than a quarter of an hour', async () => {
    const waits: number[] = []
    for (const receives of [1, 2, 3, 6, 10, 30]) {
      const { source } = run({ messages: 1, receives }, async () => Promise.reject(new Error('no')), {
        draw: () => 0.999,
      })
      await until('it is given back', () => source.hidden.size === 1)
      waits.push([...source.hidden.values()][0]!)
    }
    expect(waits).toEqual([1, 2, 4, 32, 512, 900])
  })

  test('deletes that fail are tried again', async () => {
    const { source, lines } = run({ messages: 10, failingDeletes: 3 }, all)
    await until('all are deleted', () => source.deleted.size === 10)
    expect(lines).toEqual([])
  })

  test('deletes that go on failing are given up with a line that says it does no harm', async () => {
    const { lines } = run({ messages: 10, failingDeletes: Infinity }, all)
    await until('it says so', () => lines.length > 0)
    expect(lines).toEqual([
      'queue "posted" did not delete 10 messages that are done with (no route): they come again and are known then',
    ])
  })

  test('an outage of the queue is one line when it begins and one when it ends', async () => {
    const { source, lines } = run({ messages: 10, failingReceives: 20 }, all)
    await until('all are done', () => source.deleted.size === 10)
    expect(source.receives).toBeGreaterThan(20)
    expect(lines).toEqual([
      'cannot receive from queue "posted" (no route); trying again until it answers',
      expect.stringMatching(/^queue "posted" answers again after \d+ ms$/),
    ])
  })

  test('a queue that stays away is asked ever more seldom', async () => {
    const { source } = run({ failingReceives: Infinity }, all, { draw: () => 1 })
    await delay(1_500)
    expect(source.receives).toBeGreaterThan(1)
    expect(source.receives).toBeLessThan(6)
  })

  test('while nothing succeeds, the backlog is not read on and on', async () => {
    let calls = 0
    const failing: SqsHandler = async () => {
      calls++
      throw new Error('the store is away')
    }
    run({ messages: 100_000 }, failing, { draw: () => 1 })
    await delay(1_500)
    expect(calls).toBeLessThan(10)
  })

  test('a stop does not wait for longer than it may, and says what is left', async () => {
    const { source, lines, stop, ended } = run({ messages: 7 }, () => new Promise<never>(() => {}), {
      stopWithinMs: 50,
      profile: { batchSize: 10, windowMs: 0, batches: 1 },
    })
    await until('all are in hand', () => source.waiting() === 0)
    await delay(50)
    stop.abort()
    const first = await Promise.race([ended.then(() => 'it ended'), delay(3_000, 'it waits')])
    expect(first).toBe('it ended')
    expect(lines).toEqual(['stopped with 7 messages of queue "posted" in hand: they will come again'])
  })

  test('each batch is reported', async () => {
    const reports: { messages: number; failed: number }[] = []
    const { source } = run(
      { messages: 5 },
      async ({ Records }) => ({ batchItemFailures: [{ itemIdentifier: Records[0]!.messageId }] }),
      { observe: ({ messages, failed }) => reports.push({ messages, failed }) },
    )
    await until('all are settled', () => source.deleted.size === 4 && reports.length === 1)
    expect(reports).toEqual([{ messages: 5, failed: 1 }])
  })
})
