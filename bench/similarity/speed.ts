import { ENCODERS, encoderFolder } from '../contender.ts'
import { installPeers } from '../install-peers.ts'
import { paddingShare } from '../padding.ts'
import { median } from '../quantile.ts'
import { benchTexts } from '../texts.ts'
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
} from '../turns.ts'

/** Vectors a second in calls of so many texts, tokenising included, on one thread; medians over the rounds. */
type Rate = { name: string; calls: number; vectorsPerSecond: number }

/**
 * `over`: how many times the vectors of transformers.js ours makes, in calls of OUR_CALL, of one, and each at its best.
 * `padding`: the share of what ours reads in calls of OUR_CALL that only fills up. `rssMb`: the largest resident memory
 * (10^6 bytes) of a process that does nothing else.
 */
export type Speed = {
  texts: number
  rounds: number
  rates: Rate[]
  latencies: (Latency & { rssMb: number })[]
  over: { many: number; single: number; best: number }
  padding: number
}

/** What the pipeline hands over at once, at the most. */
const OUR_CALL = 100
const TEXTS = 500
const QUICK = { texts: 50, rounds: 1 }

/** Ours and transformers.js with the same weights, each in a process of its own, in turns. */
export const measureSpeed = async (quick: boolean): Promise<Speed> => {
  installPeers()
  const texts = benchTexts(quick ? QUICK.texts : TEXTS)
  const contenders: Contender[] = []
  try {
    for (const name of [ENCODERS.ours, ENCODERS.theirs]) contenders.push(await start(name))
    const [ours, theirs] = contenders as [Contender, Contender]
    return await compare(ours, theirs, texts, quick ? QUICK.rounds : ROUNDS)
  } finally {
    for (const { stop } of contenders) stop()
  }
}

const compare = async (
  ours: Contender,
  theirs: Contender,
  texts: string[],
  rounds: number,
): Promise<Speed> => {
  const size = await bestSize(theirs, texts)
  const [many, single] = [entry(ours, OUR_CALL), entry(ours, 1)]
  const [theirMany, theirSingle] = [entry(theirs, OUR_CALL), entry(theirs, 1)]
  const theirBest = size === 1 ? theirSingle : entry(theirs, size)
  // Next to each other in time are those that are compared.
  const entries = [...new Set([theirMany, many, theirBest, single, theirSingle])]
  const latencies = await takeTurns(entries, texts, rounds)
  const memory = new Map(await Promise.all([ours, theirs].map(memoryOf)))
  return {
    texts: texts.length,
    rounds,
    rates: entries.map(({ contender: { name }, size, rates }) => ({
      name,
      calls: size,
      vectorsPerSecond: median(rates),
    })),
    latencies: [...latencies].map(of => ({ ...latencyOf(of), rssMb: memory.get(of[0])! })),
    over: {
      many: ratio(many, theirMany),
      single: ratio(single, theirSingle),
      best: ratio(many, theirBest),
    },
    padding: paddingShare(encoderFolder(), texts, OUR_CALL),
  }
}

const memoryOf = async ({ name, ask }: Contender): Promise<[string, number]> => {
  const { rssMb } = await ask({ texts: ['Will this be recorded?'], size: 1, atLeastMs: 0 })
  return [name, rssMb]
}

export const describeSpeed = ({ texts, rounds, rates, latencies, over, padding }: Speed): string =>
  [
    `${texts} texts, one thread each, medians of ${rounds} rounds in turn`,
    '',
    ' vectors/s  encoder (texts a call)',
    ...rates.map(
      ({ name, calls, vectorsPerSecond }) =>
        `${vectorsPerSecond.toFixed(0).padStart(10)}  ${name} (${calls})`,
    ),
    '',
    `${['q50 ms', 'q95 ms', 'q99 ms', 'MB'].map(title => title.padStart(9)).join('')}  encoder, one text a call; memory of its process`,
    ...latencies.map(
      ({ name, q50, q95, q99, rssMb }) =>
        `${[q50, q95, q99].map(ms => ms.toFixed(2).padStart(9)).join('')}${rssMb.toFixed(0).padStart(9)}  ${name}`,
    ),
    '',
    `ours over transformers.js with the same weights: ${over.many.toFixed(2)} times in calls of ${OUR_CALL}, of which ${(100 * padding).toFixed(1)}% is padding; ${over.single.toFixed(2)} times one by one; ${over.best.toFixed(2)} times, each at its best`,
  ].join('\n')
