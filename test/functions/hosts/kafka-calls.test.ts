import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { KafkaRecord } from '../../../events/kafka-given.ts'
import { type CallOptions, callsOf, type KafkaHandler } from '../../../functions/hosts/kafka-calls.ts'
import { noOutcomes } from '../../../functions/pipeline/outcome.ts'
import { recordOf } from '../../events/kafka-events.ts'

const chunkOf = (partition: number, count: number): KafkaRecord[] =>
  Array.from({ length: count }, (_, offset) => recordOf({ text: 'x' }, { partition, offset }))

const open = (handler: KafkaHandler, given: Partial<CallOptions> = {}) => {
  const lines: string[] = []
  const calls = callsOf(handler, {
    ...{ callsAtOnce: 1, batchSize: 100, timeoutMs: 1_000, finishWithinMs: 50 },
    clock: { now: Date.now, sleep: async () => {} },
    log: line => lines.push(line),
    ...given,
  })
  const going = new AbortController().signal
  return { lines, settle: (records: KafkaRecord[], signal = going) => calls.settle(records, signal) }
}

const partitionsIn = ({ records }: Parameters<KafkaHandler>[0]) =>
  Object.entries(records).map(([name, all]) => `${name}: ${all.length}`)

test('chunks that wait at the same time are one call, as many as it holds', async () => {
  const seen: string[][] = []
  const { settle } = open(async event => void seen.push(partitionsIn(event)))
  await Promise.all([0, 1, 2].map(partition => settle(chunkOf(partition, 40))))
  expect(seen).toEqual([['posted-0: 40', 'posted-1: 40'], ['posted-2: 40']])
})

test('a chunk larger than a call is a call of its own', async () => {
  const seen: string[][] = []
  const { settle } = open(async event => void seen.push(partitionsIn(event)), { batchSize: 10 })
  await Promise.all([settle(chunkOf(0, 25)), settle(chunkOf(1, 5))])
  expect(seen).toEqual([['posted-0: 25'], ['posted-1: 5']])
})

test('no more calls are under way than may be', async () => {
  let [now, most] = [0, 0]
  const handler: KafkaHandler = async () => {
    most = Math.max(most, ++now)
    await delay(5)
    now--
  }
  const { settle } = open(handler, { callsAtOnce: 2, batchSize: 1 })
  await Promise.all([0, 1, 2, 3, 4, 5].map(partition => settle(chunkOf(partition, 1))))
  expect(most).toBe(2)
})

test('each partition hears of its own failures', async () => {
  const { settle } = open(async () => ({
    batchItemFailures: [
      { itemIdentifier: { partition: 'posted-0', offset: 1 } },
      { itemIdentifier: { partition: 'posted-1', offset: 2 } },
    ],
  }))
  const failed = await Promise.all([0, 1, 2].map(partition => settle(chunkOf(partition, 3))))
  expect(failed).toEqual([new Set([1]), new Set([2]), new Set()])
})

test('what still waits when its partition is given up is not called; what is under way has its time', async () => {
  const release = Promise.withResolvers<void>()
  let calls = 0
  const handler: KafkaHandler = async () => {
    calls++
    await release.promise
  }
  const { settle } = open(handler)
  const giveUp = new AbortController()
  const underWay = settle(chunkOf(0, 100), giveUp.signal)
  const waiting = settle(chunkOf(1, 1), giveUp.signal)
  await delay(5)
  giveUp.abort()
  expect(await waiting).toBeUndefined()
  release.resolve()
  expect(await underWay).toEqual(new Set())
  expect(await settle(chunkOf(2, 1), giveUp.signal)).toBeUndefined()
  expect(calls).toBe(1)
})

test('what is under way and does not end in its time is given up, and the next is called once it ends', async () => {
  const release = Promise.withResolvers<void>()
  const { settle } = open(() => release.promise)
  const giveUp = new AbortController()
  const stuck = settle(chunkOf(0, 100), giveUp.signal)
  await delay(5)
  giveUp.abort()
  expect(await stuck).toBeUndefined()
  const next = settle(chunkOf(1, 1))
  release.resolve()
  expect(await next).toEqual(new Set())
})

test('what the handler tells of its messages, and each call, is passed on', async () => {
  const told: unknown[] = []
  const { settle } = open(async (_, context) => context.observe?.({ ...noOutcomes, counted: 3 }), {
    observe: ({ records, failed }) => told.push({ records, failed }),
    observeOutcomes: counts => told.push(counts),
  })
  await settle(chunkOf(0, 3))
  await delay(1)
  expect(told).toEqual([
    { ...noOutcomes, counted: 3 },
    { records: 3, failed: 0 },
  ])
})
