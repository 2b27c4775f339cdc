import type { RunningFunction } from '../infra/emulate/start-function.ts'
import { type Composed, compose } from './parallel/compose.ts'
import { sqsEvent } from './sqs-event.ts'
import { startStubTable } from './store/stub.ts'
import { benchTexts } from './texts.ts'
import { type Packaged, packageClassify, startClassify } from './tune/measured-function.ts'
import { USD_A_GB_SECOND, USD_AN_INVOCATION } from './tune/prices.ts'
import { columns } from './tune/tables.ts'

/** Invocations of one environment, as its cold start and what followed took. */
type Measured = { memoryMb: number; batch: number; initMs: number; durationsMs: number[]; throttled: boolean }

type Way = Composed & { batch: number; memoryMb: number; gbSeconds: number; usd: number; lessTime: number }

export type Result = {
  messages: number
  monolith: Way
  parallel: Way[]
  /** The same batches by so many environments at most, as the event source of serverless.yml has it. */
  capped: Way[]
  /** Two environments that really ran at the same time, and what the composition says of them. */
  check: { batch: number; batches: number; realMs: number; composedMs: number }
}

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
  const messages = quick ? 2_000 : 20_000
  const packaged = await packageClassify()
  const stub = await startStubTable()
  try {
    const result = await measure(packaged, stub.port, messages, quick)
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
    const times = quick ? 1 : Math.max(2, Math.ceil(2_000 / batch / 2))
    return measureOne(await start(memoryMb), memoryMb, batch, times)
  }
  const one = await alone(MONOLITH.memoryMb, MONOLITH.batch)
  const many: Measured[] = []
  for (const batch of BATCHES) many.push(await alone(MEMORY_MB, batch))
  const monolith = wayOf(one, messages, 1)
  const than = (way: Way): Way => ({ ...way, lessTime: 1 - way.wallMs / monolith.wallMs })
  const parallel = many.map(each => than(wayOf(each, messages, Number.POSITIVE_INFINITY)))
  const capped = many.map(each => than(wayOf(each, messages, MAX_CONCURRENCY)))
  const checked = many.find(({ batch }) => batch === 100)!
  return { messages, monolith, parallel, capped, check: await checkWithTwo(start, checked, quick ? 4 : 20) }
}

/** The first invocation is the one that an environment starts with; its duration counts like any other. */
const measureOne = async (
  running: RunningFunction,
  memoryMb: number,
  batch: number,
  times: number,
): Promise<Measured> => {
  try {
    const first = await invoke(running, batch, 0)
    const durationsMs = [first.durationMs]
    for (let nth = 1; nth <= times; nth++) durationsMs.push((await invoke(running, batch, nth)).durationMs)
    return { memoryMb, batch, initMs: first.initMs ?? 0, durationsMs, throttled: first.throttled }
  } finally {
    await running.stop()
  }
}

const texts = benchTexts(2_000)

const invoke = async (running: RunningFunction, size: number, nth: number) => {
  const from = nth * size
  const some = Array.from({ length: size }, (_, at) => texts[(from + at) % texts.length]!)
  const event = JSON.parse(sqsEvent(some, { room: 'hall', from, postedAt: Date.now() }))
  const { answer, error, ...report } = await running.invoke(event)
  if ((answer as { batchItemFailures?: unknown[] } | undefined)?.batchItemFailures?.length !== 0)
    throw new Error(`classify-sqs failed on ${size} messages: ${JSON.stringify(error ?? answer)}`)
  return report
}

const wayOf = (
  { memoryMb, batch, initMs, durationsMs }: Measured,
  messages: number,
  environments: number,
): Way => {
  const batches = Math.ceil(messages / batch)
  const composed = compose(durationsMs, batches, environments, initMs)
  const gbSeconds = (composed.billedMs / 1_000) * (memoryMb / 1_024)
  const usd = gbSeconds * USD_A_GB_SECOND + batches * USD_AN_INVOCATION
  return { ...composed, batch, memoryMb, gbSeconds, usd, lessTime: 0 }
}

/** From nothing until the last batch is done, two at a time, each environment with a cold start. */
const checkWithTwo = async (
  start: (memoryMb: number) => Promise<RunningFunction>,
  { batch, initMs, durationsMs }: Measured,
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
    return { batch, batches, realMs, composedMs: compose(durationsMs, batches, 2, initMs).wallMs }
  } finally {
    await Promise.all(both.map(running => running.stop()))
  }
}

const describe = ({ messages, monolith, parallel, capped, check }: Result): string =>
  [
    `${messages} messages; starts and invocations measured in their share of a processor, the schedule composed of them`,
    '',
    ...columns([
      ['', 'MB', 'batch', 'environments', 'seconds', 'less time', 'GB-s', 'USD', 'of the monolith'],
      rowOf('monolith', monolith, monolith),
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
