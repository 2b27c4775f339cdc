import type { RunningFunction } from '../infra/emulate/start-function.ts'
import { type Composed, compose, type Needs } from './parallel/compose.ts'
import { sqsEvent } from './sqs-event.ts'
import { startStubTable } from './store/stub.ts'
import { benchTexts } from './texts.ts'
import { type Packaged, packageClassify, startClassify } from './tune/measured-function.ts'
import { USD_A_GB_SECOND, USD_AN_INVOCATION } from './tune/prices.ts'
import { columns } from './tune/tables.ts'

/** What environments of a size needed for batches of a size. */
type Measured = Needs & { memoryMb: number; batch: number }

type Way = Composed & { batch: number; memoryMb: number; gbSeconds: number; usd: number; lessTime: number }

export type Result = {
  messages: number
  monolith: Way
  /** One environment of the smaller size, batch after batch. */
  small: Way
  parallel: Way[]
  /** The same batches by so many environments at most, as the event source of serverless.yml has it. */
  capped: Way[]
  /** Two environments that really ran at the same time, and what the composition says of them. */
  check: { batch: number; batches: number; realMs: number; composedMs: number }
}

const MESSAGES = 20_000
const MONOLITH = { memoryMb: 3_008, batch: 1_000 }
const MEMORY_MB = 1_024
const BATCHES = [50, 100, 250, 500, 1_000]
const MAX_CONCURRENCY = 20
const PAPER =
  'Barrak and Ksontini (arXiv 2502.12017), DistilBERT on IMDb: over 95% less time at the same cost'

/**
 * A heap of messages by one large function, batch after batch, and by many small ones at once. Starts and invocations
 * are measured, each environment alone in its share of a processor; hundreds of environments at once are composed of
 * them, because this machine has not so many processors. Two at once run in truth, to check the composition.
 */
export const run = async ({ json, quick = false }: { json: boolean; quick?: boolean }): Promise<Result> => {
  const packaged = await packageClassify()
  const stub = await startStubTable()
  try {
    const result = await measure(packaged, stub.port, MESSAGES, quick)
    console.log(json ? JSON.stringify(result) : describe(result))
    return result
  } finally {
    stub.stop()
    packaged.remove()
  }
}

const measure = async (
  packaged: Packaged,
  port: number,
  messages: number,
  quick: boolean,
): Promise<Result> => {
  const start = (memoryMb: number) => startClassify(packaged, { memoryMb, port, table: 'stub' })
  const alone = async (memoryMb: number, batch: number): Promise<Measured> => {
    const runs: Run[] = []
    for (let nth = 0; nth < (quick ? 1 : STARTS); nth++)
      runs.push(await measureOne(await start(memoryMb), batch, quick ? 1 : LATER))
    const needs = { initMs: runs.map(({ initMs }) => initMs), firstMs: runs.map(({ firstMs }) => firstMs) }
    return { memoryMb, batch, ...needs, laterMs: runs.flatMap(({ laterMs }) => laterMs) }
  }
  const one = await alone(MONOLITH.memoryMb, MONOLITH.batch)
  const many: Measured[] = []
  for (const batch of BATCHES) many.push(await alone(MEMORY_MB, batch))
  const monolith = wayOf(one, messages, 1)
  const waysOf = (each: readonly Measured[], environments: number): Way[] =>
    each
      .map(measured => wayOf(measured, messages, environments))
      .map(way => ({ ...way, lessTime: 1 - way.wallMs / monolith.wallMs }))
  const [small] = waysOf(many.slice(-1), 1)
  const parallel = waysOf(many, Number.POSITIVE_INFINITY)
  const capped = waysOf(many, MAX_CONCURRENCY)
  const check = await checkWithTwo(start, many.find(({ batch }) => batch === CHECKED)!, quick ? 4 : 20)
  return { messages, monolith, small: small!, parallel, capped, check }
}

/** Environments that are started for each size, and invocations of each after its first. */
const STARTS = 2
const LATER = 2
const CHECKED = 100

type Run = { initMs: number; firstMs: number; laterMs: number[] }

const measureOne = async (running: RunningFunction, batch: number, later: number): Promise<Run> => {
  try {
    const { initMs = 0, durationMs: firstMs } = await invoke(running, batch, 0)
    const laterMs: number[] = []
    for (let nth = 1; nth <= later; nth++) laterMs.push((await invoke(running, batch, nth)).durationMs)
    return { initMs, firstMs, laterMs }
  } finally {
    await running.stop()
  }
}

const texts = benchTexts(2_000)

const invoke = (running: RunningFunction, size: number, nth: number) => {
  const from = nth * size
  const some = Array.from({ length: size }, (_, at) => texts[(from + at) % texts.length]!)
  const event = JSON.parse(sqsEvent(some, { room: 'hall', from, postedAt: Date.now() }))
  return running.invoke(event)
}

const wayOf = ({ memoryMb, batch, ...needs }: Measured, messages: number, environments: number): Way => {
  const batches = Math.ceil(messages / batch)
  const composed = compose(needs, batches, environments)
  const gbSeconds = (composed.billedMs / 1_000) * (memoryMb / 1_024)
  const usd = gbSeconds * USD_A_GB_SECOND + batches * USD_AN_INVOCATION
  return { ...composed, batch, memoryMb, gbSeconds, usd, lessTime: 0 }
}

/** From nothing until the last batch is done, two at a time, each environment with a cold start. */
const checkWithTwo = async (
  start: (memoryMb: number) => Promise<RunningFunction>,
  { batch, ...needs }: Measured,
  batches: number,
): Promise<Result['check']> => {
  const both = await Promise.all([start(MEMORY_MB), start(MEMORY_MB)])
  let next = 0
  const startedMs = performance.now()
  const work = async (running: RunningFunction) => {
    while (next < batches) await invoke(running, batch, next++)
  }
  try {
    await Promise.all(both.map(work))
    const realMs = performance.now() - startedMs
    return { batch, batches, realMs, composedMs: compose(needs, batches, 2).wallMs }
  } finally {
    await Promise.all(both.map(running => running.stop()))
  }
}

const describe = ({ messages, monolith, small, parallel, capped, check }: Result): string =>
  [
    `${messages} messages; starts and invocations measured in their share of a processor, the schedule composed of them`,
    '',
    ...columns([
      ['', 'MB', 'batch', 'environments', 'seconds', 'less time', 'GB-s', 'USD', 'of the monolith'],
      rowOf('monolith', monolith, monolith),
      rowOf('one alone', small, monolith),
      ...parallel.map(way => rowOf('all at once', way, monolith)),
      ...capped.map(way => rowOf(`${MAX_CONCURRENCY} at a time`, way, monolith)),
    ]),
    '',
    `two environments that ran at once, ${check.batches} batches of ${check.batch}: ${seconds(check.realMs)} s, composed ${seconds(check.composedMs)} s (${percent(check.realMs / check.composedMs - 1)})`,
    PAPER,
  ].join('\n')

const rowOf = (what: string, way: Way, monolith: Way): string[] => [
  ...[what, String(way.memoryMb), String(way.batch), String(way.environments), seconds(way.wallMs)],
  ...[way === monolith ? '' : percent(way.lessTime), way.gbSeconds.toFixed(0), way.usd.toFixed(4)],
  percent(way.usd / monolith.usd),
]

const seconds = (ms: number) => (ms / 1_000).toFixed(1)
const percent = (share: number) => `${(share * 100).toFixed(1)}%`
