import { OURS } from './contender.ts'
import { installPeers } from './install-peers.ts'
import { paddingShare } from './padding.ts'
import { median } from './quantile.ts'
import { benchTexts, textsIn } from './texts.ts'
import {
  bestSize,
  type Contender,
  entry,
  type Latency,
  latencyOf,
  ROUNDS,
  ratio,
  start,
  takeTurns,
} from './turns.ts'

/** Messages per second with tokenising, and milliseconds for a message alone; medians over rounds. One thread each. */
export type Result = {
  texts: number
  contenders: { name: string; calls: number; messagesPerSecond: number }[]
  latencies: Latency[]
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
const TEXTS = 500

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
    latencies: [...latencies].map(latencyOf),
    ours: pairs.map(({ many, single }) => ({
      name: many.contender.name,
      best: ratio(many, theirsBest),
      single: ratio(single, theirs.single),
      alike: ratio(many, theirs.alike),
      padding: paddingShare(OURS[many.contender.name]!, texts, OUR_CALL),
    })),
  }
}

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
