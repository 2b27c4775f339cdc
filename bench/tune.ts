import { createTable, localClient, startDynamoDbLocal } from '../test/engines/dynamodb-local.ts'
import { engine } from '../test/engines/engine.ts'
import { startStubTable } from './store/stub.ts'
import { benchTexts } from './texts.ts'
import { contention, HELD, type Row, SHARDS } from './tune/contention.ts'
import {
  type Effort,
  measureSizes,
  type Packaged,
  type Point,
  packageClassify,
  startClassify,
} from './tune/measured-function.ts'
import { PRICED_ON } from './tune/prices.ts'
import { type Goal, type Swept, sweep, type Tuning, winnerOf } from './tune/sweep.ts'
import { contentionLines, floodLines, pointLines, sweptLines, tuningText } from './tune/tables.ts'

export type Result = {
  pricedOn: string
  /** The packaged function over a table that answers at once, and over DynamoDB Local (empty where it is missing). */
  measured: { stub: Point[]; local: Point[]; without?: string }
  swept: Swept[]
  /** The profile `live` in a flood, by how many environments there may be, and by shards. */
  floods: Swept[]
  winners: (Goal & { tuning: ReturnType<typeof winnerOf> })[]
  contention: Row[]
}

const MEMORIES = [512, 1_024, 1_769, 3_008]
const SIZES = [1, 10, 100, 500]
/** As docs/tuning.md has it for one room that takes all. */
const RATES = [
  { perSecond: 10, shards: 8 },
  { perSecond: 1_000, shards: 64 },
]
const FLOOD = 1_000
const DEPLOYED_MB = 1_024
const CONCURRENCY = 20

/** SQS wants a window of at least a second for batches of more than ten. */
const SOURCES: [batchSize: number, windowMs: number][] = [
  ...([1, 5, 10] as const).map((size): [number, number] => [size, 0]),
  ...([50, 100, 200, 500] as const).map((size): [number, number] => [size, 1_000]),
  [100, 5_000],
]

/** A label within a second, whoever comes first; and a mood that may lag a little. */
const GOALS: Goal[] = [
  {
    ...{ profile: 'live', q95Ms: 500, coldMs: 1_000 },
    deployed: { batchSize: 10, windowMs: 0, memoryMb: DEPLOYED_MB },
  },
  {
    ...{ profile: 'thrifty', q95Ms: 6_000, coldMs: 2_000 },
    deployed: { batchSize: 100, windowMs: 5_000, memoryMb: DEPLOYED_MB },
  },
]

/**
 * Batch size, window, memory, shards and chunk size: the packaged function measured in its share of a processor, months
 * of traffic simulated from that. What is measured and what is assumed stands in docs/tuning.md.
 */
export const run = async ({ json, quick = false }: { json: boolean; quick?: boolean }): Promise<Result> => {
  const measured = await measure(quick)
  const tunings = tuningsOf(measured.stub)
  const swept = RATES.flatMap(({ perSecond, shards }) =>
    tunings.map(tuning => sweep(tuning, perSecond, measured.stub, { held: HELD, shards })),
  )
  const floods = floodsOf(measured.stub)
  const winners = GOALS.map(goal => ({ ...goal, tuning: winnerOf(goal, swept) }))
  const rows = await contention(quick ? 30 : 500, SHARDS)
  const result: Result = { pricedOn: PRICED_ON, measured, swept, floods, winners, contention: rows }
  console.log(json ? JSON.stringify(result) : describe(result))
  return result
}

const tuningsOf = (points: readonly Point[]): Tuning[] =>
  [...new Set(points.map(({ memoryMb }) => memoryMb))].flatMap(memoryMb =>
    SOURCES.map(([batchSize, windowMs]) => ({
      batchSize,
      windowMs,
      maximumConcurrency: CONCURRENCY,
      memoryMb,
    })),
  )

const floodsOf = (points: readonly Point[]): Result['floods'] =>
  [8, 10, CONCURRENCY].flatMap(maximumConcurrency =>
    [8, 32, 64].map(shards => {
      const tuning = { batchSize: 10, windowMs: 0, maximumConcurrency, memoryMb: DEPLOYED_MB }
      return sweep(tuning, FLOOD, points, { held: HELD, shards })
    }),
  )

const measure = async (quick: boolean): Promise<Result['measured']> => {
  const packaged = await packageClassify()
  const effort = quick ? { atLeastMs: 0, atLeast: 1 } : { atLeastMs: 3_000, atLeast: 3 }
  const sizes = quick ? [1, 10, 100] : SIZES
  const stub = await startStubTable()
  try {
    const points: Point[] = []
    for (const memoryMb of quick ? [DEPLOYED_MB] : MEMORIES)
      points.push(
        ...(await measureOne(packaged, memoryMb, { port: stub.port, table: 'stub' }, sizes, effort)),
      )
    const found = engine('dynamodb-local')
    if ('missing' in found) return { stub: points, local: [], without: found.missing }
    return { stub: points, local: await measureLocal(packaged, sizes, effort) }
  } finally {
    stub.stop()
    packaged.remove()
  }
}

const measureLocal = async (
  packaged: Packaged,
  sizes: readonly number[],
  effort: Effort,
): Promise<Point[]> => {
  const local = await startDynamoDbLocal()
  try {
    await createTable(localClient(local.port), 'tune')
    return await measureOne(packaged, DEPLOYED_MB, { port: local.port, table: 'tune' }, sizes, effort)
  } finally {
    await local.stop()
  }
}

const measureOne = async (
  packaged: Packaged,
  memoryMb: number,
  at: { port: number; table: string },
  sizes: readonly number[],
  effort: Effort,
): Promise<Point[]> => {
  const running = await startClassify(packaged, { memoryMb, ...at })
  try {
    return await measureSizes(running, memoryMb, sizes, benchTexts(1_000), effort)
  } finally {
    await running.stop()
  }
}

const describe = ({ measured, swept, floods, winners, contention, pricedOn }: Result): string =>
  [
    'classify-sqs as packaged, one environment in its share of a processor, over a table that answers at once',
    ...pointLines(measured.stub),
    ...busyLines(measured.stub),
    '',
    measured.without ? `no figures over DynamoDB Local: ${measured.without}` : 'the same over DynamoDB Local',
    ...(measured.without ? [] : pointLines(measured.local)),
    '',
    `simulated: all messages to one room, ${CONCURRENCY} environments at most; from post to counted; list prices of ${pricedOn}, without the message items`,
    ...sweptLines(swept.filter(({ memoryMb }) => memoryMb === DEPLOYED_MB)),
    '',
    'the same by memory, for the batches that are deployed',
    ...sweptLines(swept.filter(isDeployed)),
    '',
    `live at ${FLOOD}/s in one room, by the environments that there may be, and shards`,
    ...floodLines(floods),
    '',
    ...winners.map(
      ({ profile, q95Ms, coldMs, tuning }) =>
        `${profile} (q95 within ${q95Ms} ms, the first of a cold environment within ${coldMs} ms): ${tuning ? tuningText(tuning) : 'none does it'}`,
    ),
    '',
    'conflicts by shards, and what they add to the mean time of a write; never: more comes than they can hold',
    ...contentionLines(contention, SHARDS),
  ].join('\n')

const isDeployed = ({ batchSize, windowMs }: Swept): boolean =>
  (batchSize === 10 && windowMs === 0) || (batchSize === 100 && windowMs === 1_000)

/** Where an invocation takes far longer than its share lets it, others have used the processor. */
const busyLines = (points: readonly Point[]): string[] => {
  const times = points.map(({ durationMs, shareMs }) => durationMs.mean / shareMs)
  const worst = Math.max(...times)
  return worst < 1.5
    ? []
    : [
        `  this machine was busy: invocations took up to ${worst.toFixed(1)} times what their share allows; the sweep goes by "in its share"`,
      ]
}
