import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamoStore } from '../../functions/adapters/dynamodb-store.ts'
import { contentDigest, messageKey } from '../../functions/pipeline/keys.ts'
import type { LabelledMessage } from '../../functions/pipeline/message-item.ts'
import { record } from '../../functions/pipeline/record.ts'
import { quantile } from '../quantile.ts'
import { drawing } from '../texts.ts'
import { type ContendedTable, contendedTable, type Held, TABLE } from './contended-table.ts'
import { type SimulatedTime, simulatedTime } from './simulated-time.ts'

/** Who writes to the one room. `chunk`: messages a write. */
export type Load = { chunk: number } & (
  | { is: 'steady'; writesPerSecond: number } // each at a time of its own, as invocations come
  | { is: 'backlog'; writers: number; betweenMs: number } // each labels, writes, and goes on
)

export type Setting = { shards: number; load: Load; held: Held; seconds: number }

/** Of all writes. `extraUnits`: what cancelled attempts add to the write units, 0.1 is a tenth. */
export type Conflicts = {
  writes: number
  cancelledPerWrite: number
  extraUnits: number
  /** From the first attempt to the answer; `addedMs` is the mean of what it is over an attempt that meets nobody. */
  latencyMs: { q50: number; q95: number; q99: number; addedMs: number }
  /** Writes that gave up at the function's time-out: their messages come back by the queue. */
  gaveUp: number
}

/** As the function has it: 10 s, half of one kept for answering. */
const DEADLINE_MS = 9_500
const START_MS = 1_763_800_000_000

/**
 * How often transactions of one room meet: the real pipeline and the real adapter, over a table that takes and holds
 * items in simulated time. Throws where the table does not hold each message once in the end.
 */
export const simulateConflicts = async ({ shards, load, held, seconds }: Setting): Promise<Conflicts> => {
  const time = simulatedTime(START_MS)
  const draw = drawing(2026)
  const table = contendedTable(time, { shards, held, draw })
  const { store } = dynamoStore(table.client as DynamoDBClient, TABLE, time.clock)
  const tookMs: number[] = []
  let [written, gaveUp] = [0, 0]
  const writeOne = async () => {
    const startMs = time.clock.now()
    const chunk = messagesOf(load.chunk, written++, startMs)
    const outcomes = await record({ store, clock: time.clock, draw }, chunk, {
      deadlineMs: startMs + DEADLINE_MS,
    })
    tookMs.push(time.clock.now() - startMs)
    if ([...outcomes.values()].some(({ is }) => is === 'failed')) gaveUp++
  }
  schedule(time, load, seconds, draw, writeOne)
  await time.run()
  insistOn(table, load.chunk * (written - gaveUp))
  return figuresOf(table, tookMs, held, load.chunk, gaveUp)
}

const schedule = (
  { clock, at }: SimulatedTime,
  load: Load,
  seconds: number,
  draw: () => number,
  writeOne: () => Promise<void>,
): void => {
  const endMs = clock.now() + seconds * 1_000
  if (load.is === 'steady') {
    const gapMs = () => (-Math.log(1 - draw()) * 1_000) / load.writesPerSecond // Poisson
    for (let atMs = clock.now() + gapMs(); atMs < endMs; atMs += gapMs()) at(atMs, () => void writeOne())
    return
  }
  const writer = async () => {
    await clock.sleep(draw() * load.betweenMs)
    while (clock.now() < endMs) {
      await writeOne()
      await clock.sleep(load.betweenMs * (0.5 + draw()))
    }
  }
  for (let nth = 0; nth < load.writers; nth++) void writer()
}

const insistOn = ({ counted }: ContendedTable, messages: number): void => {
  const { items, total } = counted()
  if (items !== messages || total !== messages)
    throw new Error(`${messages} messages were written, the table holds ${items} and counts ${total}`)
}

const figuresOf = (
  { attempts }: ContendedTable,
  tookMs: readonly number[],
  held: Held,
  chunk: number,
  gaveUp: number,
): Conflicts => {
  const mean = tookMs.reduce((sum, ms) => sum + ms, 0) / tookMs.length
  return {
    writes: tookMs.length,
    cancelledPerWrite: attempts.cancelled / tookMs.length,
    extraUnits: attempts.cancelledActions / attempts.writtenActions,
    latencyMs: {
      q50: quantile(tookMs, 0.5),
      q95: quantile(tookMs, 0.95),
      q99: quantile(tookMs, 0.99),
      addedMs: mean - aloneMs(held, chunk),
    },
    gaveUp,
  }
}

/** The mean of an attempt that meets nobody: there and back, and the mean of a log-normal. */
const aloneMs = ({ baseMs, perActionMs, spread }: Held, chunk: number): number =>
  2 + (baseMs + perActionMs * (chunk + 2)) * Math.exp(spread ** 2 / 2)

const messagesOf = (count: number, write: number, postedAt: number): LabelledMessage[] =>
  Array.from({ length: count }, (_, nth) => {
    const identity = { room: 'hall', source: 'app', id: `q-${write}-${nth}` }
    const text = 'is there a date for the next release'
    const keyed = { key: messageKey(identity), digest: contentDigest({ text }) }
    return {
      message: { ...identity, ...keyed, revision: 0, text, postedAt },
      labelled: { label: 'neutral', confidence: 0.9, score: 0, sure: true },
      model: 'sentiment@3e3e3bb',
    }
  })
