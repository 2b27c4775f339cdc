/*
 * Builds what a handler needs from its configuration. Adapters are imported when they are needed, so that a function
 * on DynamoDB never loads SQLite, and one without a model never loads ONNX Runtime.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SQSClient } from '@aws-sdk/client-sqs'
import manifest from '../package.json' with { type: 'json' }
import type { KafkaSettings } from './adapters/kafka-settings.ts'
import { tokenAccess } from './api/access.ts'
import type { CommonPorts, IngestPorts, QueryPorts, QuestionPorts } from './api/ports.ts'
import { secretBytes } from './api/token.ts'
import { cachedSecrets, oneSecret, type TokenSecrets } from './api/token-secrets.ts'
import type { Config } from './config.ts'
import { type Log, openLog, textOf } from './log.ts'
import { measuredLines } from './measured-lines.ts'
import { openClassifier, openEncoder } from './open-models.ts'
import type { Limits } from './pipeline/attempt.ts'
import type { AuditRoomsPorts } from './pipeline/audit-rooms.ts'
import { type Meter, metering } from './pipeline/metering.ts'
import type { Clock, Letters, Ports, Queue, Store } from './pipeline/ports.ts'
import type { QueueFor } from './pipeline/replay.ts'
import { type Shadow, shadowing } from './pipeline/shadow.ts'
import { shadowLine } from './shadow-line.ts'
import { vectorlessTeller } from './tell-vectorless.ts'

export const clock: Clock = { now: () => Date.now(), sleep: async ms => void (await sleep(ms)) }

/** Kept back of the time that a handler has, for answering. */
const MARGIN_MS = 500

/** What is left to a handler, as Lambda's context and every host tell it. */
export const limitsOf = (context: { getRemainingTimeInMillis(): number }): Limits => ({
  deadlineMs: clock.now() + context.getRemainingTimeInMillis() - MARGIN_MS,
})

type ClassifyPorts = Ports & { shadow?: Shadow | undefined; meter?: Meter | undefined }

/** For classify-sqs and classify-kafka: after each batch, `meter` is told of it, and `shadow` catches up. */
export const wireClassify = async (config: Config): Promise<ClassifyPorts> => {
  const [{ store, letters }, model, shadow, encoder] = await Promise.all([
    openStore(config),
    openClassifier(config, config.modelFolder, 'ROOMTONE_MODEL'),
    config.shadowFolder === undefined
      ? undefined
      : openClassifier(config, config.shadowFolder, 'ROOMTONE_SHADOW_MODEL'),
    openEncoder(config),
  ])
  if ((await store.shards()) < config.shards) await store.growShards(config.shards)
  const shadowed =
    shadow && shadowing(model, shadow, clock, seen => writeLines([shadowLine(seen, clock.now())]))
  const classifier = shadowed?.classifier ?? model
  const ports = {
    ...{ store, letters, classifier, encoder, clock, draw: Math.random },
    withoutTexts: !config.keepTexts,
    vectorless: vectorlessTeller(openLog(config), clock),
  }
  const meter = config.metricsOf === undefined ? undefined : measured(ports, config.metricsOf)
  return { ...(meter?.ports ?? ports), meter, shadow: shadowed }
}

const measured = (ports: Ports, name: string): Meter =>
  metering(ports, { clock, stopwatch: () => performance.now() }, seen =>
    writeLines(measuredLines(seen, name)),
  )

/** Lambda's console would put a time before a line, and then it is no metric. */
const writeLines = (lines: readonly string[]): void => {
  for (const line of lines) process.stdout.write(`${line}\n`)
}

/** For collect-dead-letters. */
export const wireLetters = async (config: Config): Promise<{ letters: Letters; clock: Clock }> => ({
  letters: (await openStore(config)).letters,
  clock,
})

/** For audit. */
export const wireAudit = async (config: Config): Promise<AuditRoomsPorts> => {
  const log = openLog(config)
  return {
    store: (await openStore(config)).store,
    clock,
    draw: Math.random,
    found: ({ room, drift }) =>
      log('ERROR', 'counts have drifted', {
        ...{ room, windows: drift.length, drift: drift.slice(0, DRIFT_SHOWN) },
      }),
    failed: (room, error) => log('ERROR', 'a room could not be audited', { room, error: textOf(error) }),
  }
}

/** In one line; `roomtone audit ROOM` tells all of it. */
const DRIFT_SHOWN = 20

/** For ingest. */
export const wireIngest = async (config: Config): Promise<IngestPorts> => ({
  ...(await commonOf(config)),
  queue: await openQueue(config),
})

/** For query. */
export const wireQuery = async (config: Config): Promise<QueryPorts> => {
  const [common, { store, letters }, queue, topics] = await Promise.all([
    commonOf(config),
    openStore(config),
    openQueue(config),
    openTopics(config.kafka),
  ])
  return {
    ...common,
    store,
    letters,
    queueFor: queueForOf(queue, topics),
    draw: Math.random,
    moodCacheMs: 1_000,
    version: manifest.version,
  }
}

/** For questions. */
export const wireQuestions = async (config: Config): Promise<QuestionPorts> => {
  const [common, { store }, encoder] = await Promise.all([
    commonOf(config),
    openStore(config),
    openEncoder(config),
  ])
  return { ...common, store, encoder }
}

/** Topics to post to, by their names. */
export type Topics = { topicFor(topic: string): Queue | undefined; close(): Promise<void> }

/**
 * A letter goes to where it came from: the queue, or a topic of the brokers. Where no brokers are known, what came from
 * Kafka goes to the queue: what is kept of a record is the whole message, under the same identity on any way.
 */
export const queueForOf =
  (queue: Queue, { topicFor }: Pick<Topics, 'topicFor'>): QueueFor =>
  ({ source, name }) => {
    if (source === 'kafka') return topicFor(name) ?? queue
    return source === 'sqs' && name === queue.name ? queue : undefined
  }

/** None where no brokers are named. kafkajs is loaded only where some are. */
export const openTopics = async (settings: KafkaSettings | undefined): Promise<Topics> => {
  if (!settings) return { topicFor: () => undefined, close: async () => {} }
  const { kafkaClient } = await import('./adapters/kafka-client.ts')
  const { kafkaQueues } = await import('./adapters/kafka-queue.ts')
  const { queueOf, close } = kafkaQueues(kafkaClient(settings, { patience: 2 }), settings.brokers)
  return { topicFor: queueOf, close }
}

const commonOf = async (config: Config): Promise<CommonPorts> => {
  const log = openLog(config)
  const secrets = await openSecrets(config, log)
  return {
    access: tokenAccess({ secrets, clock, onLoopback: false }),
    clock,
    makeId: randomUUID,
    report: reportFailure(log),
  }
}

/** Read before the first request, so that a secret that is missing or wrong is known before anybody asks. */
const openSecrets = async (config: Config, log: Log): Promise<TokenSecrets> => {
  const { tokenSecret, tokenSecretArn } = config
  if (tokenSecret !== undefined) return oneSecret(secretBytes(tokenSecret))
  const id = needed(
    tokenSecretArn,
    'ROOMTONE_TOKEN_SECRET_ARN',
    'the secret of Secrets Manager that signs room tokens, or the secret itself as ROOMTONE_TOKEN_SECRET',
  )
  const { secretsClient } = await import('./adapters/secrets-client.ts')
  const { secretsManager } = await import('./adapters/secrets-manager.ts')
  const client = secretsClient({ maxAttempts: 3, requestHandler: timeouts(3_000) })
  const secrets = cachedSecrets(secretsManager(client, id), clock, error =>
    log('ERROR', 'the token secret cannot be read again; the one that was read is used on', {
      error: textOf(error),
    }),
  )
  await secrets.valid()
  return secrets
}

export const reportFailure =
  (log: Log): CommonPorts['report'] =>
  ({ error, ...request }) =>
    log('ERROR', 'a request failed', { ...request, error: textOf(error) })

const needed = (value: string | undefined, name: string, what: string): string => {
  if (value === undefined) throw new Error(`${name} is not set: give ${what}`)
  return value
}

type OpenStore = (at: string) => Promise<{ store: Store; letters: Letters }>

const stores: Record<Config['store']['kind'], OpenStore> = {
  sqlite: async folder => {
    const { openSqliteStore } = await import('./adapters/sqlite-store.ts')
    return openSqliteStore(folder)
  },
  dynamodb: async table => {
    const { dynamoClient } = await import('./adapters/dynamodb-client.ts')
    const { dynamoStore } = await import('./adapters/dynamodb-store.ts')
    return dynamoStore(dynamoClient({ maxAttempts: 3, requestHandler: timeouts(3_000) }), table, clock)
  },
}

const openStore = ({ store: { kind, at } }: Config) => stores[kind](at)

const openQueue = async (config: Config): Promise<Queue> => {
  const { sqsQueue } = await import('./adapters/sqs-queue.ts')
  const url = needed(
    config.queueUrl,
    'ROOMTONE_QUEUE_URL',
    'the URL of the queue that messages are posted to',
  )
  return sqsQueue(await openSqs(config, 3_000), url)
}

/**
 * A client for the queue. Where AWS_ENDPOINT_URL_SQS (or AWS_ENDPOINT_URL) names another endpoint, that is where
 * requests go, whatever host the URL of the queue has.
 */
export const openSqs = async (
  { hasEndpoint }: Pick<Config, 'hasEndpoint'>,
  requestTimeoutMs: number,
): Promise<SQSClient> => {
  const { sqsClient } = await import('./adapters/sqs-client.ts')
  return sqsClient({
    maxAttempts: 3,
    requestHandler: timeouts(requestTimeoutMs),
    ...(hasEndpoint ? { useQueueUrlAsEndpoint: false } : {}),
  })
}

/** Without `throwOnRequestTimeout` the SDK writes a warning and waits on. */
const timeouts = (requestTimeout: number) => ({
  connectionTimeout: 1_000,
  requestTimeout,
  throwOnRequestTimeout: true,
})
