import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { fromSqs, toSqsResponse } from '../events/sqs.ts'
import { dynamoStore } from '../functions/adapters/dynamodb-store.ts'
import { loadClassifier } from '../functions/adapters/model-folder.ts'
import type { Classifier, Ports } from '../functions/pipeline/ports.ts'
import { processBatch } from '../functions/pipeline/process-batch.ts'
import { clock, limitsOf } from '../functions/wire.ts'
import { createTable, localClient, startDynamoDbLocal } from '../test/engines/dynamodb-local.ts'
import { engine } from '../test/engines/engine.ts'
import { median } from './quantile.ts'
import { sqsEvent } from './sqs-event.ts'
import { startStubTable, stubLetters, stubStore } from './store/stub.ts'
import { benchTexts } from './texts.ts'

/**
 * Messages a second on one thread, medians of rounds; `ratio` is the median of each round's own, over the classifier.
 * `computing`: the same ratio of processor time, so without what is waited for, and little changed by other work.
 */
type Figures = { store: string; perSecond: number; ratio: number; computing: number }

export type Result = {
  model: string
  messages: number
  rounds: number
  batches: { size: number; classifierAlone: number; consumers: Figures[] }[]
  /** Why there is no figure with DynamoDB Local; undefined: there is. */
  without?: string
}

/** As in the profiles `live` and `thrifty`, and ten transactions at once. */
const SIZES = [10, 100, 1_000]
const TIMEOUT_MS = 60_000

/** Who takes turns: the classifier alone, or the consumer over a store. */
type Contender = { name: string; pass(texts: readonly string[], size: number): Promise<void> }
type Stores = Record<string, Pick<Ports, 'store' | 'letters'>>

/**
 * What the consumer makes of the classifier's speed on one thread: the text of an SQS event -> decode -> classify ->
 * record, over a store that answers at once, over the DynamoDB adapter with its requests (answered at once by another
 * process), and over DynamoDB Local; in turns with the classifier alone, which labels the same texts in calls as large.
 */
export const run = async ({ json, quick }: { json: boolean; quick?: boolean }): Promise<Result> => {
  const folder = process.env.ROOMTONE_MODEL ?? fileURLToPath(new URL('../models/sentiment', import.meta.url))
  const classifier = await loadClassifier(folder)
  const { stores, without, stop } = await openStores()
  try {
    const contenders = [alone(classifier), ...Object.entries(stores).map(one => consumer(classifier, ...one))]
    const rounds = quick ? 1 : 3
    const texts = benchTexts(quick ? 200 : 1_000)
    const batches = []
    for (const size of SIZES) batches.push(await compare(contenders, texts, size, rounds))
    const { model } = classifier
    const result = { model, messages: texts.length, rounds, batches, ...(without && { without }) }
    console.log(json ? JSON.stringify(result) : describe(result))
    return result
  } finally {
    await stop()
  }
}

const openStores = async (): Promise<{ stores: Stores; without?: string; stop(): Promise<void> }> => {
  const stub = await startStubTable()
  const adapter = dynamoStore(localClient(stub.port, 3), 'stub', clock)
  const stores: Stores = { stub: { store: stubStore, letters: stubLetters }, 'adapter, stub': adapter }
  const found = engine('dynamodb-local')
  if ('missing' in found) return { stores, without: found.missing, stop: async () => stub.stop() }
  const local = await startDynamoDbLocal()
  const client = localClient(local.port, 3)
  const stop = async () => {
    stub.stop()
    await local.stop()
  }
  return { stores: { ...stores, 'DynamoDB Local': await tableIn(client) }, stop }
}

const tableIn = async (client: DynamoDBClient) => {
  await createTable(client, 'consumer')
  return dynamoStore(client, 'consumer', clock)
}

const alone = ({ classify }: Classifier): Contender => ({
  name: 'classifier alone',
  pass: async (texts, size) => {
    for (let at = 0; at < texts.length; at += size) await classify(texts.slice(at, at + size))
  },
})

/** As functions/classify-sqs.ts joins them, from the text that Lambda's runtime is handed to the answer's. */
const consumer = (classifier: Classifier, name: string, stored: Stores[string]): Contender => {
  const ports: Ports = { ...stored, classifier, clock, draw: Math.random }
  const handle = async (text: string): Promise<string> => {
    const event = JSON.parse(text)
    const outcomes = await processBatch(ports, fromSqs(event), limitsOf(context))
    const lost = outcomes.find(({ is }) => is !== 'counted')
    if (lost) throw new Error(`over ${name} a message was not counted: ${JSON.stringify(lost)}`)
    return JSON.stringify(toSqsResponse(event, outcomes))
  }
  return {
    name,
    pass: async (texts, size) => {
      const posting = { room: randomUUID(), postedAt: Date.now() }
      for (let at = 0; at < texts.length; at += size)
        await handle(sqsEvent(texts.slice(at, at + size), { ...posting, from: at }))
    },
  }
}

const context = { getRemainingTimeInMillis: () => TIMEOUT_MS }

/** Messages a second, and messages a second of processor time. */
type Rate = { perSecond: number; perProcessorSecond: number }

const rateOf = async ({ pass }: Contender, texts: readonly string[], size: number): Promise<Rate> => {
  const before = process.cpuUsage()
  const startedAt = performance.now()
  await pass(texts, size)
  const wallMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(before)
  return {
    perSecond: (1e3 * texts.length) / wallMs,
    perProcessorSecond: (1e6 * texts.length) / (user + system),
  }
}

/** The first round warms up and does not count. */
const compare = async (
  contenders: readonly Contender[],
  texts: readonly string[],
  size: number,
  rounds: number,
): Promise<Result['batches'][number]> => {
  const rates: Rate[][] = contenders.map(() => [])
  for (let round = 0; round <= rounds; round++)
    for (const [at, contender] of contenders.entries()) {
      const rate = await rateOf(contender, texts, size)
      if (round > 0) rates[at]!.push(rate)
    }
  const [model, ...others] = rates
  const consumers = others.map((each, at) => ({
    store: contenders[at + 1]!.name,
    perSecond: median(each.map(({ perSecond }) => perSecond)),
    ratio: median(each.map(({ perSecond }, round) => perSecond / model![round]!.perSecond)),
    computing: median(
      each.map(({ perProcessorSecond }, round) => perProcessorSecond / model![round]!.perProcessorSecond),
    ),
  }))
  return { size, classifierAlone: median(model!.map(({ perSecond }) => perSecond)), consumers }
}

const describe = ({ model, messages, rounds, batches, without }: Result): string =>
  [
    `${model}, one thread; ${messages} messages a round, ${rounds} rounds in turn, medians`,
    'in brackets: of the classifier alone, by the clock and by processor time',
    '',
    `${'batch'.padStart(6)}${'classifier alone'.padStart(20)}${(batches[0]?.consumers ?? []).map(({ store }) => store.padStart(28)).join('')}`,
    ...batches.map(
      ({ size, classifierAlone, consumers }) =>
        `${String(size).padStart(6)}${`${classifierAlone.toFixed(0)}/s`.padStart(20)}${consumers.map(cell).join('')}`,
    ),
    ...(without === undefined ? [] : ['', `no figure with DynamoDB Local: ${without}`]),
  ].join('\n')

const cell = ({ perSecond, ratio, computing }: Figures) =>
  `${perSecond.toFixed(0)}/s (${percent(ratio)}, ${percent(computing)})`.padStart(28)

const percent = (share: number) => `${(share * 100).toFixed(1)}%`
