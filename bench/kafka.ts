import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { KafkaMessage } from 'kafkajs'
import { fromKafka } from '../events/kafka.ts'
import { loadClassifier } from '../functions/adapters/model-folder.ts'
import { eventOf, recordOf } from '../functions/hosts/kafka-event.ts'
import type { Classifier } from '../functions/pipeline/ports.ts'
import { type KafkaStack, startKafkaStack } from './kafka-stack.ts'
import { median } from './quantile.ts'
import { benchTexts } from './texts.ts'

/** Rates are messages a second, medians of rounds; `ratio` is the median of each round's own. MB are 10^6 bytes. */
export type Result = {
  messages: number
  modelOnly: number
  endToEnd: number
  ratio: number
  /** Of making the Lambda event of a record, handing it to the other thread, and reading it there. */
  eventMicroseconds: number
  backlog: Backlog
  /** The same with vectors of questions; shorter, because they are most of the work then. */
  backlogWithVectors: Backlog
}

type Backlog = { messages: number; rate: number; rssMb: { at: number; rss: number }[] }

const MESSAGES = 3_000
const ROUNDS = 5
const CALL = 100
const BACKLOG = 500_000
const BACKLOG_WITH_VECTORS = 50_000
/** How often memory is looked at. */
const LOOK_EVERY = 50_000
const SEND = 1_000

const modelAt = (name: string) => fileURLToPath(new URL(`../models/${name}`, import.meta.url))

/**
 * `roomtone consume kafka` on SQLite, from the first record sent until the last message is counted; over the classifier
 * alone on one thread with the same texts, in turns. Then backlogs, with the nano model so that they end: how fast they are
 * worked off, and what memory does meanwhile.
 */
export const run = async ({ json }: { json: boolean }): Promise<Result> => {
  const texts = benchTexts(MESSAGES)
  const result: Result = {
    messages: MESSAGES,
    ...(await inTurns(texts)),
    eventMicroseconds: eventMicroseconds(texts),
    backlog: await workOffBacklog(texts, BACKLOG, { ROOMTONE_SIMILARITY_MODEL: 'no' }),
    backlogWithVectors: await workOffBacklog(texts, BACKLOG_WITH_VECTORS),
  }
  console.log(json ? JSON.stringify(result) : describe(result))
  return result
}

const inTurns = async (texts: readonly string[]) => {
  const classifier = await loadClassifier(modelAt('sentiment'))
  const stack = await startKafkaStack(modelAt('sentiment'))
  try {
    await rateOfModel(classifier, texts)
    await rateOfStack(stack, 'warm-up', texts)
    const [alone, whole, ratios]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round < ROUNDS; round++) {
      const model = await rateOfModel(classifier, texts)
      const both = await rateOfStack(stack, `room-${round}`, texts)
      alone.push(model)
      whole.push(both)
      ratios.push(both / model)
    }
    return { modelOnly: median(alone), endToEnd: median(whole), ratio: median(ratios) }
  } finally {
    await stack.stop()
  }
}

const rateSince = (startedAt: number, count: number) => (count / (performance.now() - startedAt)) * 1000

const rateOfModel = async (classifier: Classifier, texts: readonly string[]): Promise<number> => {
  const startedAt = performance.now()
  for (let at = 0; at < texts.length; at += CALL) await classifier.classify(texts.slice(at, at + CALL))
  return rateSince(startedAt, texts.length)
}

const rateOfStack = async (stack: KafkaStack, room: string, texts: readonly string[]): Promise<number> => {
  const startedAt = performance.now()
  await send(stack, room, texts, 0)
  while ((await stack.counted(room)) < texts.length) await delay(5)
  return rateSince(startedAt, texts.length)
}

const send = async (stack: KafkaStack, room: string, texts: readonly string[], from: number) => {
  const postedAt = Date.now()
  for (let at = 0; at < texts.length; at += SEND)
    await stack.send(
      texts.slice(at, at + SEND).map((text, nth) => ({
        key: room,
        partition: nth % 6,
        value: JSON.stringify({ id: `m-${from + at + nth}`, text, postedAt }),
      })),
    )
}

/** Of processor time, which what else runs on the machine changes little. */
const eventMicroseconds = (texts: readonly string[]): number => {
  const messages = texts.map((text, offset) => ({
    ...{ key: Buffer.from('room'), offset: String(offset), timestamp: '1763800000000' },
    value: Buffer.from(JSON.stringify({ id: `m-${offset}`, text })),
  })) as unknown as KafkaMessage[]
  const pass = () => {
    for (let at = 0; at < messages.length; at += CALL) {
      const records = messages.slice(at, at + CALL).map(message => recordOf('posted', 0, message))
      fromKafka(structuredClone(eventOf(records)))
    }
  }
  pass()
  const before = process.cpuUsage()
  for (let round = 0; round < ROUNDS; round++) pass()
  return process.cpuUsage(before).user / (ROUNDS * texts.length)
}

const workOffBacklog = async (
  texts: readonly string[],
  messages: number,
  env: Record<string, string> = {},
): Promise<Backlog> => {
  const stack = await startKafkaStack(modelAt('nano'), env)
  try {
    const startedAt = performance.now()
    const sending = (async () => {
      for (let from = 0; from < messages; from += SEND)
        await send(stack, 'backlog', texts.slice(0, SEND), from)
    })()
    const rssMb: Backlog['rssMb'] = []
    for (let look = LOOK_EVERY; look <= messages; look += LOOK_EVERY) {
      while ((await stack.counted('backlog')) < look) await delay(50)
      rssMb.push({ at: look, rss: stack.rssMb() })
    }
    await sending
    return { messages, rate: rateSince(startedAt, messages), rssMb }
  } finally {
    await stack.stop()
  }
}

const describe = (result: Result): string => {
  const { messages, modelOnly, endToEnd, ratio, eventMicroseconds, backlog, backlogWithVectors } = result
  return [
    `${messages} messages a round, ${ROUNDS} rounds in turn, medians`,
    '',
    `  ${modelOnly.toFixed(0).padStart(7)} messages/s  the classifier alone, one thread`,
    `  ${endToEnd.toFixed(0).padStart(7)} messages/s  Kafka, 6 partitions -> label -> count in SQLite, one process: ${(ratio * 100).toFixed(0)}%`,
    `  ${eventMicroseconds.toFixed(0).padStart(7)} µs  a message, to make the event, hand it over and read it (processor time)`,
    '',
    `  with the nano model, a backlog without vectors of questions: ${describeBacklog(backlog)}`,
    `  with the nano model, a backlog with them: ${describeBacklog(backlogWithVectors)}`,
  ].join('\n')
}

const describeBacklog = ({ messages, rate, rssMb }: Backlog): string => {
  const memory = rssMb.map(({ at, rss }) => `${rss.toFixed(0)} MB after ${at / 1_000},000`)
  return `${messages} at ${rate.toFixed(0)} messages/s, memory of the process: ${memory.join(', ')}`
}
