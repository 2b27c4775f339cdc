import { chunksOf } from '../../functions/pipeline/chunk.ts'
import { minuteOf } from '../../functions/pipeline/mood.ts'
import { drawing } from '../texts.ts'
import type { Held } from './contended-table.ts'
import { between, type Point } from './measured-function.ts'
import { cancelledPerWrite, heldSeconds } from './meetings.ts'
import { type Polled, type Source, simulatePollers } from './pollers.ts'
import {
  UNITS_AN_ACTION,
  USD_A_GB_SECOND,
  USD_A_WRITE_UNIT,
  USD_AN_INVOCATION,
  USD_AN_SQS_REQUEST,
} from './prices.ts'

/** One way to read a queue: what serverless.yml says of classify-sqs. */
export type Tuning = Source & { memoryMb: number }

/** What a rate costs that all comes to one room, and how long it takes. Dollars are for a million messages. */
export type Swept = Tuning & {
  perSecond: number
  shards: number
  fill: number
  pollers: number
  gbSeconds: number
  countedMs: Polled['countedMs']
  /** Messages a second that the pollers at their most can do in full batches. */
  capacity: number
  /** The first message of an environment that has to start for it; without the way of the message. */
  coldMs: number
  usd: { lambda: number; queue: number; counters: number; conflicts: number; all: number }
}

export type Table = { held: Held; shards: number }

/** There and back; how long it is held stands in Held. */
const REQUEST_MS = 2
const MESSAGES = 10_000

/** By simulation, for months of traffic: how long an invocation computes is measured, what the table takes assumed. */
export const sweep = (
  tuning: Tuning,
  perSecond: number,
  points: readonly Point[],
  { held, shards }: Table,
): Swept => {
  const ofMemory = points.filter(({ memoryMb }) => memoryMb === tuning.memoryMb)
  const durationMs = remembering(
    messages =>
      between(ofMemory, messages) + REQUEST_MS + 1_000 * heldSeconds(held, actionsOf(lastChunk(messages))),
  )
  const warmUpSeconds = 20
  const seconds = warmUpSeconds + Math.max(30, MESSAGES / perSecond)
  const traffic = { perSecond, seconds, warmUpSeconds, durationMs }
  const polled = simulatePollers(tuning, traffic, drawing(2026))
  const million = 1e6 / polled.messages
  const gbSeconds = (polled.busyMs / 1_000) * (tuning.memoryMb / 1_024) * million
  const usd = {
    lambda: gbSeconds * USD_A_GB_SECOND + polled.invocations * million * USD_AN_INVOCATION,
    queue: polled.requests * million * USD_AN_SQS_REQUEST,
    ...usdOfCounters(polled.fill, perSecond, { held, shards }),
  }
  const { fill, pollers, countedMs } = polled
  const capacity = (tuning.maximumConcurrency * tuning.batchSize * 1_000) / durationMs(tuning.batchSize)
  const all = usd.lambda + usd.queue + usd.counters + usd.conflicts
  const coldMs = ofMemory[0]!.coldMs + durationMs(1) - between(ofMemory, 1)
  return {
    ...tuning,
    perSecond,
    shards,
    fill,
    pollers,
    gbSeconds,
    countedMs,
    capacity,
    coldMs,
    usd: { ...usd, all },
  }
}

/** Two counters a chunk, and what attempts add that were cancelled because another one held a counter. */
const usdOfCounters = (fill: number, perSecond: number, { held, shards }: Table) => {
  const chunks = chunkSizes(Math.round(fill))
  const actions = actionsOf(fill / chunks.length)
  const writesPerMessage = chunks.length / fill
  const cancelled = cancelledPerWrite(perSecond * writesPerMessage, heldSeconds(held, actions), shards)
  const usdAMillion = (actionsAMessage: number) => 1e6 * actionsAMessage * UNITS_AN_ACTION * USD_A_WRITE_UNIT
  return {
    counters: usdAMillion(COUNTERS * writesPerMessage),
    conflicts: usdAMillion(actions * writesPerMessage * cancelled),
  }
}

/** The minute and the total. */
const COUNTERS = 2
const actionsOf = (messages: number) => messages + COUNTERS

/** As the pipeline cuts a batch of one room and one minute: 100 -> [98, 2] */
const chunkSizes = (messages: number): number[] =>
  chunksOf(
    Array.from({ length: Math.max(1, messages) }, () => ({ room: 'hall' })),
    () => minuteOf(0),
  ).map(({ length }) => length)

/** The same few sizes are asked for ten thousand times. */
const remembering = (of: (count: number) => number) => {
  const known = new Map<number, number>()
  return (count: number): number => {
    const value = known.get(count) ?? of(count)
    known.set(count, value)
    return value
  }
}

const lastChunk = (messages: number) => chunkSizes(messages).at(-1)!

type Numbers = Pick<Tuning, 'batchSize' | 'windowMs' | 'memoryMb'>

/**
 * What a profile is to do: from post to counted in 95 of 100 at every rate, and the first message of a cold environment.
 * `deployed` is what serverless.yml has.
 */
export type Goal = { profile: string; q95Ms: number; coldMs: number; deployed: Numbers }

/** Dollars a million that are no reason to change a default: a twentieth of what a message costs all in. */
const ALIKE_USD = 0.1

/** The cheapest tuning that reaches the goal, in the mean of the rates; the deployed one as long as that saves too little. */
export const winnerOf = ({ q95Ms, coldMs, deployed }: Goal, swept: readonly Swept[]): Numbers | undefined => {
  const able = [...Map.groupBy(swept, nameOf).values()].filter(all =>
    all.every(one => one.countedMs.q95 <= q95Ms && one.coldMs <= coldMs),
  )
  const cheapest = able.toSorted((a, b) => usdOf(a) - usdOf(b))[0]
  if (!cheapest) return undefined
  const standing = able.find(([one]) => nameOf(one!) === nameOf(deployed))
  const winner = standing && usdOf(standing) <= usdOf(cheapest) + ALIKE_USD ? standing : cheapest
  const { batchSize, windowMs, memoryMb } = winner[0]!
  return { batchSize, windowMs, memoryMb }
}

const nameOf = ({ batchSize, windowMs, memoryMb }: Numbers) => `${batchSize}/${windowMs}/${memoryMb}`
const usdOf = (all: readonly Swept[]) => all.reduce((sum, { usd }) => sum + usd.all, 0) / all.length
