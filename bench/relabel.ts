import { fileURLToPath } from 'node:url'
import { connect } from '../cli/client.ts'
import { relabelRoom } from '../cli/relabel/relabel-room.ts'
import { noSums } from '../cli/relabel/sums.ts'
import { loadClassifier } from '../functions/adapters/model-folder.ts'
import { openSqliteStore } from '../functions/adapters/sqlite-store.ts'
import { contentDigest, messageKey } from '../functions/pipeline/keys.ts'
import type { LabelledMessage } from '../functions/pipeline/message-item.ts'
import type { Classifier, Store } from '../functions/pipeline/ports.ts'
import { record } from '../functions/pipeline/record.ts'
import { clock } from '../functions/wire.ts'
import { median } from './quantile.ts'
import { type Stack, startStack } from './stack.ts'
import { benchTexts } from './texts.ts'

/** Messages a second, medians of rounds; `ratio` is the median of each round's own. */
export type Result = {
  messages: number
  models: { model: string; modelOnly: number; relabel: number; ratio: number }[]
}

const MESSAGES = 2_000
const ROUNDS = 5
/** What is read, classified and posted at once. */
const CALL = 100
const ROOM = 'relabelled'
/** Nano labels faster than one thread writes: it shows what the store takes. */
const MODELS = ['sentiment', 'sentiment-small', 'nano']

/**
 * `roomtone relabel` without the start of its process: messages of a running stack read over HTTP, classified here and
 * posted; over the classifier alone on one thread with the same texts, in turns.
 */
export const run = async ({ json }: { json: boolean }): Promise<Result> => {
  const texts = benchTexts(MESSAGES)
  const stack = await startStack()
  const { store, close } = openSqliteStore(stack.folder)
  try {
    await countAll(store, texts)
    const result: Result = { messages: MESSAGES, models: [] }
    for (const name of MODELS) result.models.push(await ratesOf(stack, name, texts))
    console.log(json ? JSON.stringify(result) : describe(result))
    return result
  } finally {
    close()
    await stack.stop()
  }
}

/** As if a model had labelled them, one a second: which label matters not. */
const countAll = async (store: Store, texts: readonly string[]): Promise<void> => {
  const nowMs = clock.now()
  const labelled = { label: 'neutral', confidence: 0.5, score: 0, sure: false } as const
  for (const [at, text] of texts.entries()) {
    const message = {
      room: ROOM,
      source: 'bench',
      id: String(at),
      revision: 0,
      text,
      postedAt: nowMs - at * 1_000,
    }
    const keyed = { ...message, key: messageKey(message), digest: contentDigest(message) }
    const one: LabelledMessage = { message: keyed, labelled, model: 'bench@0000000' }
    await record({ store, clock, draw: Math.random }, [one], { deadlineMs: nowMs + 600_000 })
  }
}

const ratesOf = async (stack: Stack, name: string, texts: readonly string[]) => {
  const classifier = await loadClassifier(fileURLToPath(new URL(`../models/${name}`, import.meta.url)))
  const [alone, whole, ratios]: number[][] = [[], [], []]
  await rateOfModel(classifier, texts.slice(0, 10 * CALL))
  for (let round = 0; round < ROUNDS; round++) {
    const modelOnly = await rateOfModel(classifier, texts)
    // Under another name each time, so that there is something to do.
    const relabelled = await rateOfRelabel(stack, {
      ...classifier,
      model: `${name}@${`${round}`.padStart(7, '0')}`,
    })
    alone!.push(modelOnly)
    whole!.push(relabelled)
    ratios!.push(relabelled / modelOnly)
  }
  return { model: name, modelOnly: median(alone!), relabel: median(whole!), ratio: median(ratios!) }
}

const rateSince = (startedAt: number, count: number) => (count / (performance.now() - startedAt)) * 1000

const rateOfModel = async (classifier: Classifier, texts: readonly string[]): Promise<number> => {
  const startedAt = performance.now()
  for (let at = 0; at < texts.length; at += CALL) await classifier.classify(texts.slice(at, at + CALL))
  return rateSince(startedAt, texts.length)
}

const rateOfRelabel = async ({ url }: Stack, classifier: Classifier): Promise<number> => {
  const sums = noSums()
  const progress = { at: () => {}, line: () => {}, end: () => {} }
  const { signal } = new AbortController()
  const startedAt = performance.now()
  await relabelRoom({
    client: connect({ url }),
    room: ROOM,
    classifier,
    isDryRun: false,
    signal,
    progress,
    sums,
  })
  const rate = rateSince(startedAt, MESSAGES)
  if (sums.relabelled === MESSAGES) return rate
  throw new Error(`only ${sums.relabelled} of ${MESSAGES} messages were relabelled`)
}

const describe = ({ messages, models }: Result): string =>
  [
    `${messages} messages a round, ${ROUNDS} rounds in turn, medians`,
    '',
    '                   alone  relabel',
    ...models.map(
      ({ model, modelOnly, relabel, ratio }) =>
        `  ${model.padEnd(15)} ${modelOnly.toFixed(0).padStart(6)}  ${relabel.toFixed(0).padStart(7)} messages/s: ${(ratio * 100).toFixed(0)}%`,
    ),
  ].join('\n')
