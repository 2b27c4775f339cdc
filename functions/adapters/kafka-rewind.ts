/*
 * Where a group goes on reading, moved by hand. The group must have no consumers, because a running one would commit over
 * it: we join it ourselves for a moment, and commit.
 */
import type { Admin, Kafka, SeekEntry } from 'kafkajs'
import { HORIZON_MS } from '../../schemas/limits.ts'
import type { About } from './kafka-errors.ts'
import { withAdmin } from './kafka-topic.ts'
import { within } from './within.ts'

export type RewindFrom = { atMs: number } | { offset: number }

export type Rewind = {
  topic: string
  group: string
  from: RewindFrom
  /** None: all. */
  partition?: number | undefined
  /** Also forward: what lies between is never read. */
  skip: boolean
  nowMs: number
}

/** One partition: where it was read up to, where it is read from now, and where it ends. */
export type Rewound = { partition: number; before: number; now: number; end: number }

/** The partitions as they are read now. Throws, with nothing changed, where it may not be done, and says why. */
export const rewindGroup = async (
  kafka: Kafka,
  brokers: readonly string[],
  rewind: Rewind,
): Promise<Rewound[]> => {
  const about = { brokers, topic: rewind.topic, group: rewind.group }
  const rewound = await withAdmin(kafka, about, async admin => {
    await refuseActive(admin, rewind)
    return whereTo(admin, rewind)
  })
  const moved = rewound.filter(({ before, now }) => before !== now)
  if (moved.length > 0) await commitAsMember(kafka, about, moved)
  return rewound
}

const refuseActive = async (admin: Admin, { group }: Rewind) => {
  const [found] = (await admin.describeGroups([group])).groups
  const members = found?.members.length ?? 0
  if (members > 0)
    throw new Error(
      `group "${group}" has ${members === 1 ? 'a consumer' : `${members} consumers`} running, which would commit over it: stop ${members === 1 ? 'it' : 'them'} first, then rewind, then start again (one that was killed counts for some seconds more)`,
    )
}

const whereTo = async (admin: Admin, rewind: Rewind): Promise<Rewound[]> => {
  const { topic, group, from, nowMs } = rewind
  const horizonMs = nowMs - HORIZON_MS
  if ('atMs' in from && from.atMs < horizonMs) throw new Error(beforeHorizon(horizonMs))
  const [ends, youngest, committed] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchTopicOffsetsByTimestamp(topic, 'atMs' in from ? from.atMs : horizonMs),
    admin.fetchOffsets({ groupId: group, topics: [topic] }),
  ])
  const chosen = ends.filter(({ partition }) => partition === (rewind.partition ?? partition))
  if (chosen.length === 0)
    throw new Error(`topic "${topic}" has no partition ${rewind.partition}: it has 0 to ${ends.length - 1}`)
  return chosen
    .map(end => {
      const found = { low: Number(end.low), end: Number(end.high), first: offsetIn(youngest, end.partition) }
      const before = offsetIn(committed[0]?.partitions ?? [], end.partition)
      return targetOf(rewind, end.partition, { ...found, before: before < 0 ? found.low : before }, horizonMs)
    })
    .toSorted((a, b) => a.partition - b.partition)
}

const offsetIn = (entries: readonly SeekEntry[], partition: number): number =>
  Number(entries.find(one => one.partition === partition)?.offset ?? -1)

/** `first`: the first record that is as young as asked for, or, where an offset is asked for, as the horizon. */
type Partition = { low: number; end: number; first: number; before: number }

const targetOf = (
  { topic, from, skip }: Rewind,
  partition: number,
  { low, end, first, before }: Partition,
  horizonMs: number,
): Rewound => {
  const name = `${topic}-${partition}`
  if ('offset' in from && from.offset > end)
    throw new Error(`${name} ends at ${end}: give an offset up to that, or a time`)
  if ('offset' in from && Math.max(from.offset, low) < first)
    throw new Error(
      `${beforeHorizon(horizonMs)}. In ${name} the first record since then is ${first}; --from ${new Date(horizonMs + 60_000).toISOString()} begins at the first in every partition`,
    )
  const wanted = 'offset' in from ? Math.max(from.offset, low) : first
  const now = skip ? wanted : Math.min(wanted, before)
  return { partition, before, now, end }
}

const beforeHorizon = (horizonMs: number) =>
  `what was posted before ${new Date(horizonMs).toISOString()}, 35 days ago, is counted for good: read again, each such record would be a dead letter (too-old)`

/** How long joining an empty group may take. */
const JOIN_WITHIN_MS = 30_000
/** And leaving it again: after that the group has noticed by itself. */
const LEAVE_WITHIN_MS = 30_000

const commitAsMember = async (kafka: Kafka, { topic, group = '' }: About, moved: readonly Rewound[]) => {
  const consumer = kafka.consumer({ groupId: group, maxWaitTimeInMs: 100, allowAutoTopicCreation: false })
  const { promise: joined, resolve, reject } = Promise.withResolvers<readonly number[]>()
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => resolve(payload.memberAssignment[topic] ?? []))
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
  const timer = setTimeout(
    () => reject(new Error(`group "${group}" cannot be joined: try again`)),
    JOIN_WITHIN_MS,
  )
  try {
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => {} })
    const owned = await joined
    if (!moved.every(({ partition }) => owned.includes(partition)))
      throw new Error(`a consumer has joined group "${group}" meanwhile: stop it first, then rewind`)
    await consumer.commitOffsets(
      moved.map(({ partition, now }) => ({ topic, partition, offset: String(now) })),
    )
  } finally {
    clearTimeout(timer)
    await within(consumer.disconnect(), LEAVE_WITHIN_MS)
  }
}
