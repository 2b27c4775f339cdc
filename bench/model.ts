import { type Asked, startAsked } from './asked.ts'
import { OURS, type Reply, type Request } from './contender.ts'
import { installPeers } from './install-peers.ts'
import { paddingShare } from './padding.ts'
import { median, quantile } from './quantile.ts'
import { benchTexts, textsIn } from './texts.ts'

/** Messages per second with tokenising, and milliseconds for a message alone; medians over rounds. One thread each. */
export type Result = {
  texts: number
  contenders: { name: string; calls: number; messagesPerSecond: number }[]
  latencies: { name: string; q50: number; q95: number; q99: number }[]
  ours: Ours[]
}

/**
 * How many times the messages of transformers.js a model of ours labels: each at its best, one message a call, OUR_CALL
 * a call. `padding`: the share of what it reads in calls of OUR_CALL that only fills up.
 */
type Ours = { name: string; best: number; single: number; alike: number; padding: number }

const PEERS = ['transformers.js', 'sentiment (AFINN)', 'wink-sentiment', 'vader-sentiment']
/** What the pipeline hands over at once, at the most. */
const OUR_CALL = 100
const TRIED_SIZES = [1, 2, 4, 8, 16, 32]
const TEXTS = 500
const ROUNDS = 5
const ROUND_MS = 500

type Contender = Asked<Request, Reply> & { name: string }

/**
 * Speed of our classifier against the peers in bench/peers: same texts, same run, taking turns (A B C A B C …), so that
 * whatever else the machine does meets all alike. `file` is a TSV with a column `text`, in place of our own messages.
 */
export const run = async ({ json, file }: { json: boolean; file?: string | undefined }): Promise<void> => {
  installPeers()
  const texts = file === undefined ? benchTexts(TEXTS) : textsIn(file, TEXTS)
  const contenders: Contender[] = []
  try {
    for (const name of [...Object.keys(OURS), ...PEERS]) contenders.push(await start(name))
    const result = await compare(contenders, texts)
    console.log(json ? JSON.stringify(result) : describe(result))
  } finally {
    for (const { stop } of contenders) stop()
  }
}

const start = async (name: string): Promise<Contender> => {
  const module = new URL('./contender.ts', import.meta.url)
  return { name, ...(await startAsked<Request, Reply>(name, module, [name])) }
}

type Entry = { contender: Contender; size: number; rates: number[] }

const compare = async (contenders: readonly Contender[], texts: string[]): Promise<Result> => {
  const ours = contenders.filter(({ name }) => name in OURS)
  const [transformers, ...lexicons] = contenders.filter(({ name }) => !(name in OURS)) as [
    Contender,
    ...Contender[],
  ]
  const pairs = ours.map(contender => ({ many: entry(contender, OUR_CALL), single: entry(contender, 1) }))
  const theirs = { alike: entry(transformers, OUR_CALL), single: entry(transformers, 1) }
  const size = await bestSize(transformers, texts)
  const theirsBest = size === 1 ? theirs.single : entry(transformers, size)
  // Next to each other in time are those that are compared.
  const entries = [
    ...new Set([...pairs.map(({ many }) => many), theirsBest, theirs.alike]),
    ...new Set([...pairs.map(({ single }) => single), theirs.single]),
    ...lexicons.map(lexicon => entry(lexicon, 1)),
  ]
  const latencies = await takeTurns([...new Set(entries)], texts)
  return {
    texts: texts.length,
    contenders: [...new Set(entries)].map(({ contender: { name }, size, rates }) => ({
      name,
      calls: size,
      messagesPerSecond: median(rates),
    })),
    latencies: [...latencies].map(([name, ms]) => ({
      name,
      q50: median(ms),
      q95: quantile(ms, 0.95),
      q99: quantile(ms, 0.99),
    })),
    ours: pairs.map(({ many, single }) => ({
      name: many.contender.name,
      best: ratio(many, theirsBest),
      single: ratio(single, theirs.single),
      alike: ratio(many, theirs.alike),
      padding: paddingShare(OURS[many.contender.name]!, texts, OUR_CALL),
    })),
  }
}

const entry = (contender: Contender, size: number): Entry => ({ contender, size, rates: [] })

/** Fills in the rates, and gives the milliseconds of the calls of one message, by contender. */
const takeTurns = async (entries: readonly Entry[], texts: string[]): Promise<Map<string, number[]>> => {
  const latencies = new Map<string, number[]>()
  const warmUp = 1
  for (let round = -warmUp; round < ROUNDS; round++)
    for (const { contender, size, rates } of entries) {
      const { textsPerSecond, callsMs } = await contender.ask({ texts, size, atLeastMs: ROUND_MS })
      if (round < 0) continue
      rates.push(textsPerSecond)
      if (size === 1) latencies.set(contender.name, [...(latencies.get(contender.name) ?? []), ...callsMs])
    }
  return latencies
}

/** Padding costs more than calls on a CPU, but let them choose. */
const bestSize = async (contender: Contender, texts: readonly string[]): Promise<number> => {
  const sample = texts.slice(0, 128)
  await contender.ask({ texts: sample, size: 1, atLeastMs: ROUND_MS })
  const rates: number[] = []
  for (const size of TRIED_SIZES)
    rates.push((await contender.ask({ texts: sample, size, atLeastMs: 2 * ROUND_MS })).textsPerSecond)
  return TRIED_SIZES[rates.indexOf(Math.max(...rates))]!
}

/** The ratio of neighbours in time, round by round; its median. */
const ratio = (ours: Entry, theirs: Entry): number =>
  median(ours.rates.map((rate, round) => rate / theirs.rates[round]!))

const describe = ({ texts, contenders, latencies, ours }: Result): string =>
  [
    `${texts} messages, one thread each, medians of ${ROUNDS} rounds in turn`,
    '',
    `${'messages/s'.padStart(12)}  contender (messages a call)`,
    ...contenders.map(
      ({ name, calls, messagesPerSecond }) =>
        `${messagesPerSecond.toFixed(0).padStart(12)}  ${name} (${calls})`,
    ),
    '',
    `${['q50', 'q95', 'q99'].map(name => `${name} ms`.padStart(9)).join('')}  contender, one message a call`,
    ...latencies.map(
      ({ name, q50, q95, q99 }) =>
        `${[q50, q95, q99].map(ms => ms.toFixed(3).padStart(9)).join('')}  ${name}`,
    ),
    '',
    ...ours.map(overTransformers),
  ].join('\n')

const overTransformers = ({ name, best, single, alike, padding }: Ours): string =>
  `${name} over transformers.js (TinyBERT-4L-312 fp32): ${best.toFixed(1)} times, each in its best calls; ${single.toFixed(1)} times, one message a call; ${alike.toFixed(1)} times, ${OUR_CALL} messages a call, of which ${(100 * padding).toFixed(1)}% is padding`
