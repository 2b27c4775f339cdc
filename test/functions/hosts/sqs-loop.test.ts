import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { SqsHandler } from '../../../functions/hosts/sqs-batch.ts'
import { consumeSqs, type LoopOptions, profiles } from '../../../functions/hosts/sqs-loop.ts'
import { fakeSource } from './fake-source.ts'
import { optionsOf, until } from './loop-options.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
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
