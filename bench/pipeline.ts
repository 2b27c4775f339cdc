import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { loadClassifier } from '../functions/adapters/model-folder.ts'
import { openSqliteStore } from '../functions/adapters/sqlite-store.ts'
import type { Classifier, Store } from '../functions/pipeline/ports.ts'
import { median, quantile } from './quantile.ts'
import { type Stack, startStack } from './stack.ts'
import { benchTexts } from './texts.ts'

/** Rates are messages a second, medians of rounds; `ratio` is the median of each round's own. MB are 10^6 bytes. */
export type Result = {
  messages: number
  modelOnly: number
  endToEnd: number
  ratio: number
  visibleMs: { rate: number; q50: number; q95: number; q99: number }
  rssMb: { ready: number; afterLoad: number }
}

const MESSAGES = 3_000
const ROUNDS = 5
/** What one POST takes, and nearly what the pipeline hands to the model at once. */
const CALL = 100
const POSTS_IN_FLIGHT = 2
const STEADY_RATE = 100
const STEADY_MS = 10_000

const model = fileURLToPath(new URL('../models/sentiment', import.meta.url))

/**
 * The embedded stack, in a process of its own, from the first HTTP POST until the last message is counted; over the
 * classifier alone on one thread with the same texts, in turns. Then: how long after its POST a message is in the mood
 * that the API tells, at a steady rate.
 */
export const run = async ({ json }: { json: boolean }): Promise<Result> => {
  const texts = benchTexts(MESSAGES)
  const classifier = await loadClassifier(model)
  const stack = await startStack()
  const { store, close } = openSqliteStore(stack.folder)
  try {
    const ready = stack.rssMb()
    await rateOfModel(classifier, texts)
    await rateOfStack(stack, store, 'warm-up', texts)
    const [alone, whole, ratios]: number[][] = [[], [], []]
    for (let round = 0; round < ROUNDS; round++) {
      const model = await rateOfModel(classifier, texts)
      const both = await rateOfStack(stack, store, `room-${round}`, texts)
      alone!.push(model)
      whole!.push(both)
      ratios!.push(both / model)
    }
    const visible = await visibleAfterMs(stack, texts)
    const result: Result = {
      messages: MESSAGES,
      modelOnly: median(alone!),
      endToEnd: median(whole!),
      ratio: median(ratios!),
      visibleMs: {
        rate: STEADY_RATE,
        q50: quantile(visible, 0.5),
        q95: quantile(visible, 0.95),
        q99: quantile(visible, 0.99),
      },
      rssMb: { ready, afterLoad: stack.rssMb() },
    }
    console.log(json ? JSON.stringify(result) : describe(result))
    return result
  } finally {
    close()
    await stack.stop()
  }
}

const rateSince = (startedAt: number, count: number) => (count / (performance.now() - startedAt)) * 1000

const callsOf = (texts: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(texts.length / CALL) }, (_, at) => texts.slice(at * CALL, (at + 1) * CALL))

const rateOfModel = async (classifier: Classifier, texts: readonly string[]): Promise<number> => {
  const startedAt = performance.now()
  for (const call of callsOf(texts)) await classifier.classify(call)
  return rateSince(startedAt, texts.length)
}

const rateOfStack = async (
  stack: Stack,
  store: Store,
  room: string,
  texts: readonly string[],
): Promise<number> => {
  const startedAt = performance.now()
  const calls = callsOf(texts).values()
  await Promise.all(
    Array.from({ length: POSTS_IN_FLIGHT }, async () => {
      for (const call of calls) await post(stack, room, call)
    }),
  )
  while ((await countedIn(store, room)) < texts.length) await delay(5)
  return rateSince(startedAt, texts.length)
}

const post = async ({ url }: Stack, room: string, texts: readonly string[]): Promise<void> => {
  const response = await fetch(`${url}/v1/rooms/${room}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(texts.map(text => ({ text }))),
  })
  if (response.status !== 202) throw new Error(`POST: ${response.status} ${await response.text()}`)
  await response.arrayBuffer()
}

/** Read from the table itself: the API's answer may be as old as its cache. */
const countedIn = async (store: Store, room: string): Promise<number> =>
  (await store.counters(room)).reduce((sum, { tally }) => sum + tally.n, 0)

/** From the start of each POST until the API's mood counts so many messages. */
const visibleAfterMs = async (stack: Stack, texts: readonly string[]): Promise<number[]> => {
  const room = 'steady'
  const count = (STEADY_RATE * STEADY_MS) / 1000
  const postedAt: number[] = []
  const visible: number[] = []
  const watching = (async () => {
    while (visible.length < count) {
      const { n } = (await (await fetch(`${stack.url}/v1/rooms/${room}/mood`)).json()) as { n: number }
      while (visible.length < n) visible.push(performance.now() - postedAt[visible.length]!)
      await delay(10)
    }
  })()
  const startedAt = performance.now()
  const posts: Promise<void>[] = []
  for (let at = 0; at < count; at++) {
    await delay(Math.max(0, startedAt + (at * 1000) / STEADY_RATE - performance.now()))
    postedAt.push(performance.now())
    posts.push(post(stack, room, [texts[at % texts.length]!]))
  }
  await Promise.all([...posts, watching])
  return visible
}

const describe = ({ messages, modelOnly, endToEnd, ratio, visibleMs, rssMb }: Result): string =>
  [
    `${messages} messages a round, ${ROUNDS} rounds in turn, medians`,
    '',
    `  ${modelOnly.toFixed(0).padStart(7)} messages/s  the classifier alone, one thread`,
    `  ${endToEnd.toFixed(0).padStart(7)} messages/s  HTTP POST -> queue -> label -> count, one process: ${(ratio * 100).toFixed(0)}%`,
    '',
    `  from POST to the mood at ${visibleMs.rate} messages/s: q50 ${visibleMs.q50.toFixed(0)} ms, q95 ${visibleMs.q95.toFixed(0)} ms, q99 ${visibleMs.q99.toFixed(0)} ms`,
    `  memory of the process: ${rssMb.ready.toFixed(0)} MB when ready, ${rssMb.afterLoad.toFixed(0)} MB after all this`,
  ].join('\n')
