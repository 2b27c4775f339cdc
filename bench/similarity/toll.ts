import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { fromSqs } from '../../events/sqs.ts'
import { loadEncoder } from '../../functions/adapters/encoder-folder.ts'
import { loadClassifier } from '../../functions/adapters/model-folder.ts'
import type { Classifier, Ports } from '../../functions/pipeline/ports.ts'
import { processBatch } from '../../functions/pipeline/process-batch.ts'
import { clock, limitsOf } from '../../functions/wire.ts'
import { encoderFolder } from '../contender.ts'
import { median } from '../quantile.ts'
import { sqsEvent } from '../sqs-event.ts'
import { stubLetters, stubStore } from '../store/stub.ts'
import { benchTexts } from '../texts.ts'

/**
 * Messages a second of the pipeline without vectors and with them, on one thread, over a store that answers at once;
 * medians over the rounds. `kept`: with, over without, the median of the rounds' own ratios; `computing`: the same of
 * processor time, which other work on the machine changes little.
 */
export type Toll = {
  messages: number
  questions: number
  rounds: number
  batches: { size: number; without: number; with: number; kept: number; computing: number }[]
}

/** As in the profiles `live` and `thrifty`. */
const SIZES = [10, 100]
/** One in so many is a question. */
const ONE_IN = 4
const TIMEOUT_MS = 60_000
const FULL = { messages: 400, rounds: 5 }
const QUICK = { messages: 80, rounds: 1 }

export const measureToll = async (quick: boolean): Promise<Toll> => {
  const folder =
    process.env.ROOMTONE_MODEL ?? fileURLToPath(new URL('../../models/sentiment', import.meta.url))
  const classifier = await loadClassifier(folder)
  const encoder = loadEncoder(encoderFolder())
  const { messages, rounds } = quick ? QUICK : FULL
  const texts = await mixed(classifier, messages)
  const ports: Ports = { store: stubStore, letters: stubLetters, classifier, clock, draw: Math.random }
  const batches: Toll['batches'] = []
  for (const size of SIZES) batches.push(await compare(ports, { ...ports, encoder }, texts, size, rounds))
  return { messages, questions: messages / ONE_IN, rounds, batches }
}

/** Messages of the benches, so that one in four is a question to the classifier. */
const mixed = async ({ classify }: Classifier, count: number): Promise<string[]> => {
  const texts = benchTexts(10 * count)
  const found = { question: [] as string[], comment: [] as string[] }
  const wanted = { question: count / ONE_IN, comment: count - count / ONE_IN }
  const isFull = () =>
    Object.entries(found).every(([kind, of]) => of.length >= wanted[kind as keyof typeof wanted])
  for (let at = 0; at < texts.length && !isFull(); at += 100) {
    const part = texts.slice(at, at + 100)
    for (const [nth, one] of (await classify(part)).entries())
      if (one.is === 'labelled') found[one.kind ?? 'comment'].push(part[nth]!)
  }
  if (!isFull())
    throw new Error(
      `the model that labels finds ${found.question.length} questions: name one that tells them`,
    )
  return Array.from({ length: count }, (_, at) =>
    at % ONE_IN === 0 ? found.question[at / ONE_IN]! : found.comment[at - Math.ceil(at / ONE_IN)]!,
  )
}

type Rate = { wallMs: number; cpuMs: number }

const compare = async (
  without: Ports,
  withVectors: Ports,
  texts: readonly string[],
  size: number,
  rounds: number,
): Promise<Toll['batches'][number]> => {
  const took: { without: Rate; with: Rate }[] = []
  // The first round warms up and does not count.
  for (let round = 0; round <= rounds; round++)
    took.push({ without: await pass(without, texts, size), with: await pass(withVectors, texts, size) })
  const counted = took.slice(1)
  const perSecond = (ms: number) => (1000 * texts.length) / ms
  return {
    size,
    without: median(counted.map(one => perSecond(one.without.wallMs))),
    with: median(counted.map(one => perSecond(one.with.wallMs))),
    kept: median(counted.map(one => one.without.wallMs / one.with.wallMs)),
    computing: median(counted.map(one => one.without.cpuMs / one.with.cpuMs)),
  }
}

const context = { getRemainingTimeInMillis: () => TIMEOUT_MS }

const pass = async (ports: Ports, texts: readonly string[], size: number): Promise<Rate> => {
  const posting = { room: randomUUID(), postedAt: Date.now() }
  const [before, startedAt] = [process.cpuUsage(), performance.now()]
  for (let at = 0; at < texts.length; at += size) {
    const event = JSON.parse(sqsEvent(texts.slice(at, at + size), { ...posting, from: at }))
    const outcomes = await processBatch(ports, fromSqs(event), limitsOf(context))
    const lost = outcomes.find(({ is }) => is !== 'counted')
    if (lost) throw new Error(`a message was not counted: ${JSON.stringify(lost)}`)
  }
  const { user, system } = process.cpuUsage(before)
  return { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000 }
}

/** Of its throughput the pipeline may lose so much. */
const MOST_LOST = 0.4

export const describeToll = ({ messages, questions, rounds, batches }: Toll): string =>
  [
    `the pipeline on one thread, ${messages} messages of which ${questions} are questions, medians of ${rounds} rounds in turn`,
    `${['batch', 'without vectors', 'with them', 'kept', 'of CPU'].map(title => title.padStart(17)).join('')}`,
    ...batches.map(({ size, without, with: rate, kept, computing }) =>
      [String(size), `${without.toFixed(0)}/s`, `${rate.toFixed(0)}/s`, percent(kept), percent(computing)]
        .map(cell => cell.padStart(17))
        .join(''),
    ),
    ...batches.map(
      ({ size, kept }) =>
        `batches of ${size}: vectors cost ${percent(1 - kept)} of the throughput (at most ${percent(MOST_LOST)}): ${1 - kept <= MOST_LOST ? 'held' : 'missed'}`,
    ),
  ].join('\n')

const percent = (share: number) => `${(100 * share).toFixed(1)}%`
