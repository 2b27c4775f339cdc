import fc from 'fast-check'
import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import { expect, test } from 'vitest'
import type { KafkaRecord } from '../../../events/kafka-given.ts'
import type { KafkaCalls } from '../../../functions/hosts/kafka-calls.ts'
import { chunksOf, type PartitionOptions, workOff } from '../../../functions/hosts/kafka-partition.ts'
import { pauseOf } from '../../../functions/hosts/kafka-retries.ts'

const messagesFrom = (first: number, end: number, bytes = 1): KafkaMessage[] =>
  Array.from({ length: Math.max(0, end - first) }, (_, at) => ({
    ...{ key: null, timestamp: '1763800000000', attributes: 0, headers: {} },
    offset: String(first + at),
    value: Buffer.alloc(bytes, 120),
  }))

/** A partition as kafkajs has it: fetched from where it was resolved to. */
const partitionOf = (end: number, calls: KafkaCalls, given: Partial<PartitionOptions> = {}) => {
  const resolved: number[] = []
  const [paused, behind]: [KafkaRecord[], number[]] = [[], []]
  let heartbeat = async () => {}
  const options: PartitionOptions = {
    calls,
    retries: { pause: (_, first) => void paused.push(first), succeeded: () => {} },
    chunkSize: 4,
    sliceMs: 1_000,
    heartbeatMs: 5,
    clock: { now: () => 0, sleep: async () => {} },
    signal: new AbortController().signal,
    dealt: new AbortController().signal,
    behind: (_, records) => void behind.push(records),
    ...given,
  }
  const next = () => (resolved.at(-1) ?? -1) + 1
  const fetched = () => {
    const messages = messagesFrom(next(), end)
    const batch = { topic: 'posted', partition: 0, highWatermark: String(end), messages }
    return {
      batch,
      resolveOffset: (offset: string) => resolved.push(Number(offset)),
      heartbeat: () => heartbeat(),
    } as unknown as EachBatchPayload
  }
  return {
    resolved,
    paused,
    behind,
    next,
    beats: (beat: () => Promise<void>) => {
      heartbeat = beat
    },
    work: () => workOff(fetched(), options),
  }
}

test('whatever fails, no offset is resolved before every record up to it has succeeded, and all succeed in the end', async () => {
  const luck = fc.array(fc.array(fc.nat(40), { maxLength: 3 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), luck, async (end, failures) => {
      const succeeded = new Set<number>()
      const first: number[] = []
      const left = failures.values()
      const partition = partitionOf(end, {
        settle: async records => {
          const failing = new Set(left.next().value ?? [])
          for (const { offset } of records) {
            if (!first.includes(offset)) first.push(offset)
            if (!failing.has(offset)) succeeded.add(offset)
          }
          return new Set(records.map(({ offset }) => offset).filter(offset => failing.has(offset)))
        },
      })
      while (partition.next() < end) await partition.work()
      for (const offset of partition.resolved)
        for (let at = 0; at <= offset; at++) expect(succeeded).toContain(at)
      expect(partition.resolved).toEqual(partition.resolved.toSorted((a, b) => a - b))
      expect(first).toEqual([...Array(end).keys()])
      expect(partition.behind.at(-1)).toBe(0)
    }),
  )
})

test('what was worked on while the partitions were dealt anew is not resolved', async () => {
  const dealing = new AbortController()
  const settle = async () => {
    dealing.abort()
    return new Set<number>()
  }
  const partition = partitionOf(8, { settle }, { dealt: dealing.signal })
  await partition.work()
  expect(partition.resolved).toEqual([])
})

test('the group hears of us while the handler works, and what it answers ends the work after what is in hand', async () => {
  let beats = 0
  const rebalancing = new Error('rebalancing')
  const partition = partitionOf(8, {
    settle: (_, givenUp) =>
      new Promise(resolve => givenUp.addEventListener('abort', () => resolve(new Set()), { once: true })),
  })
  partition.beats(async () => {
    if (++beats === 3) throw rebalancing
  })
  await expect(partition.work()).rejects.toBe(rebalancing)
  expect(partition.resolved).toEqual([3])
})

test('what was given up is not resolved', async () => {
  const partition = partitionOf(8, { settle: async () => undefined })
  await partition.work()
  expect(partition.resolved).toEqual([])
})

test('after its slice of time a partition leaves the rest for later', async () => {
  let nowMs = 0
  const clock = { now: () => nowMs, sleep: async () => {} }
  const settle = async () => {
    nowMs += 600
    return new Set<number>()
  }
  const partition = partitionOf(40, { settle }, { clock })
  await partition.work()
  expect(partition.next()).toBe(8)
})

test('a chunk has no more records, and no more bytes, than it may, but one record always', () => {
  const sizes = (messages: KafkaMessage[]) => [...chunksOf(messages, 100)].map(({ length }) => length)
  expect(sizes(messagesFrom(0, 250))).toEqual([100, 100, 50])
  expect(sizes(messagesFrom(0, 5, 400_000))).toEqual([2, 2, 1])
  expect(sizes(messagesFrom(0, 2, 3_000_000))).toEqual([1, 1])
})

test('a partition that goes on failing waits twice as long each time, and never longer than 20 s', () => {
  expect([1, 2, 3, 7, 8, 30].map(failures => pauseOf(failures, () => 1))).toEqual([
    200, 400, 800, 12_800, 20_000, 20_000,
  ])
  expect(pauseOf(3, () => 0)).toBe(400)
})
