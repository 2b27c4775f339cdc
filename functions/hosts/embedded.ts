/*
 * The whole stack in one process, over one data folder:
 *
 *   main thread   local queue (SQS protocol) <- API and page <- you
 *                 SQS loop: posted, posted-dead-letters
 *   worker        classify-sqs, collect-dead-letters -> SQLite <- API
 *                 encode <- API
 */
import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import { SQSClient } from '@aws-sdk/client-sqs'
import manifest from '../../package.json' with { type: 'json' }
import { lockDataFolder } from '../adapters/data-folder.ts'
import type { KafkaSettings } from '../adapters/kafka-settings.ts'
import { openSqliteStore, type SqliteStore } from '../adapters/sqlite-store.ts'
import { sqsQueue } from '../adapters/sqs-queue.ts'
import { type SqsSource, sqsSource } from '../adapters/sqs-source.ts'
import { tokenAccess } from '../api/access.ts'
import { createApi } from '../api/app.ts'
import { oneSecret } from '../api/token-secrets.ts'
import { similarityOf } from '../config.ts'
import { openLog } from '../log.ts'
import { openEncoder } from '../open-models.ts'
import type { Encoder, Queue } from '../pipeline/ports.ts'
import type { QueueFor } from '../pipeline/replay.ts'
import { clock, openTopics, queueForOf, reportFailure } from '../wire.ts'
import { demoFeed } from './demo.ts'
import { serveHttp } from './http-server.ts'
import { DEAD_LETTERS, type LocalQueue, POSTED, startLocalQueue } from './local-queue.ts'
import { createPage } from './page.ts'
import { readOrMakeSecret } from './secret.ts'
import { consumeSqs, type LoopOptions, profiles } from './sqs-loop.ts'
import { workerEncoder } from './worker-encoder.ts'
import { startWorkerHandlers, type WorkerHandlers } from './worker-handler.ts'

export type EmbeddedOptions = {
  folder: string
  modelFolder: string
  /** Labels beside it, and counts nothing. */
  shadowFolder?: string | undefined
  /** Compares questions. 'no': none does; undefined: the one that comes with it, where that is there. */
  similarityFolder?: string | undefined
  /** 0: any that is free. */
  port: number
  queuePort: number
  demo: boolean
  /** What the lines of metrics are of, which its worker writes to stdout; without it, it writes none. */
  metricsOf?: string | undefined
  /** Where dead letters that came from Kafka are posted again. */
  kafka?: KafkaSettings | undefined
  log: (line: string) => void
}

export type Embedded = {
  /** http://127.0.0.1:4000 */
  url: string
  /** http://127.0.0.1:4566/000000000000/posted */
  queueUrl: string
  queueEndpoint: string
  /** Take no more, finish what is in hand, end. What is left on the queue is there at the next start. */
  close(): Promise<void>
}

/** Start it. Throws, with nothing left running, where the folder or a port is in use, or the model cannot be read. */
export const startEmbedded = async (options: EmbeddedOptions): Promise<Embedded> => {
  const cleanup = new AsyncDisposableStack()
  try {
    return await start(options, cleanup)
  } catch (error) {
    await cleanup.disposeAsync()
    throw error
  }
}

/** What is opened is deferred to be closed, in the reverse order. */
const start = async (options: EmbeddedOptions, cleanup: AsyncDisposableStack): Promise<Embedded> => {
  const { folder, port, queuePort } = options
  const lock = lockDataFolder(folder)
  cleanup.defer(lock.release)
  const similarity = await openSimilarity(options)
  const env = { ...workerEnv(options), ROOMTONE_SIMILARITY_MODEL: similarity.folder }
  const workers = startWorkerHandlers(new URL('./handler-worker.ts', import.meta.url), env)
  cleanup.defer(workers.close)
  const localQueue = await startLocalQueue({ port: queuePort, folder: join(folder, 'queue') })
  cleanup.defer(localQueue.close)
  const sqlite = openSqliteStore(folder)
  cleanup.defer(sqlite.close)
  cleanup.defer(sweepHourly(sqlite))
  const client = localClient(localQueue)
  const queue = sqsQueue(client, localQueue.urlOf(POSTED))
  const topics = await openTopics(options.kafka)
  cleanup.defer(topics.close)
  const queueFor = queueForOf(queue, topics)
  const encoder = similarity.encoder && workerEncoder(similarity.encoder, workers.handler('encode'))
  const http = await serveHttp(answers(options, sqlite, { queue, queueFor, encoder }), port)
  cleanup.defer(http.close)
  await workers.ready
  const stop = run(options, { client, localQueue, queue, workers })
  cleanup.defer(() => Promise.all([http.close(), stop()]).then(() => {}))
  return {
    url: http.url,
    queueUrl: localQueue.urlOf(POSTED),
    queueEndpoint: localQueue.endpoint,
    close: () => cleanup.disposeAsync(),
  }
}

const workerEnv = ({ folder, modelFolder, shadowFolder, metricsOf }: EmbeddedOptions) => ({
  ROOMTONE_STORE: `sqlite:${resolve(folder)}`,
  ROOMTONE_MODEL: resolve(modelFolder),
  ...(shadowFolder ? { ROOMTONE_SHADOW_MODEL: resolve(shadowFolder) } : {}),
  ...(metricsOf ? { ROOMTONE_METRICS: metricsOf } : {}),
})

/** What compares questions, and its folder for the worker, where it is loaded; here only its card is read. */
const openSimilarity = async ({ similarityFolder }: EmbeddedOptions) => {
  const similarity = similarityOf(similarityFolder)
  const encoder = await openEncoder({ similarity, isPackaged: false, functionName: undefined })
  return { encoder, folder: similarity && encoder ? resolve(similarity.folder) : 'no' }
}

/** Nobody looks at keys and signatures here, and the bytes have not left the machine. */
const localClient = ({ endpoint }: LocalQueue): SQSClient =>
  new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    signer: { sign: async request => request },
    useQueueUrlAsEndpoint: false,
    md5: false,
    maxAttempts: 2,
    requestHandler: { requestTimeout: 30_000, throwOnRequestTimeout: true },
  })

/** Reading a mood from SQLite takes less than a millisecond; so many pages need not wait for what is new. */
const MOOD_CACHE_MS = 200
const PAGE_FOLDER = join(import.meta.dirname, '../../dist/widget')

/** The API under /v1, /health and /openapi.json; the page everywhere else. */
const answers = (
  { folder }: EmbeddedOptions,
  { store, letters }: SqliteStore,
  ports: { queue: Queue; queueFor: QueueFor; encoder: Encoder | undefined },
) => {
  const api = createApi({
    store,
    letters,
    ...ports,
    access: tokenAccess({ secrets: oneSecret(readOrMakeSecret(folder)), clock, onLoopback: true }),
    clock,
    draw: Math.random,
    makeId: randomUUID,
    moodCacheMs: MOOD_CACHE_MS,
    report: reportFailure(openLog({})),
    version: manifest.version,
  })
  const page = createPage(PAGE_FOLDER)
  return (request: Request) => {
    const { pathname } = new URL(request.url)
    return /^\/(v1|health|openapi\.json)(\/|$)/.test(pathname) ? api.fetch(request) : page.fetch(request)
  }
}

const HANDLER_TIMEOUT_MS = 30_000
const LEASE_SECONDS = 30
const STOP_WITHIN_MS = 5_000

type Running = { client: SQSClient; localQueue: LocalQueue; queue: Queue; workers: WorkerHandlers }

/** Consume both queues and feed the demo; returns what ends it. */
const run = ({ demo, log }: EmbeddedOptions, { client, localQueue, queue, workers }: Running) => {
  const stop = new AbortController()
  const { signal } = stop
  const options: LoopOptions = {
    profile: profiles.embedded,
    timeoutMs: HANDLER_TIMEOUT_MS,
    leaseSeconds: LEASE_SECONDS,
    stopWithinMs: STOP_WITHIN_MS,
    clock,
    draw: Math.random,
    signal,
    log,
  }
  const posted = sqsSource(client, localQueue.urlOf(POSTED), LEASE_SECONDS)
  const deadLetters = fromPosted(sqsSource(client, localQueue.urlOf(DEAD_LETTERS), LEASE_SECONDS))
  const running = [
    consumeSqs(posted, workers.handler('classify-sqs'), options),
    consumeSqs(deadLetters, workers.handler('collect-dead-letters'), options),
    demo &&
      demoFeed(queue, clock, signal, Math.random).catch(error =>
        log(`the demo feed ended: ${error.message}`),
      ),
  ]
  return async () => {
    stop.abort()
    await Promise.all(running)
  }
}

/** SQS says which queue a dead letter came from; this one does not. */
const fromPosted = (source: SqsSource): SqsSource => ({
  ...source,
  receive: async ask => {
    const records = await source.receive(ask)
    for (const { attributes } of records) attributes.DeadLetterQueueSourceArn = POSTED
    return records
  },
})

const HOUR_MS = 3_600_000

/** Forget expired messages now and every hour, a bit at a time; returns what ends it. */
const sweepHourly = ({ sweep }: SqliteStore) => {
  const sweepAll = () => {
    if (sweep(clock.now()) > 0) next = setTimeout(sweepAll, 100)
    else next = setTimeout(sweepAll, HOUR_MS)
  }
  let next = setTimeout(sweepAll, 0)
  return () => clearTimeout(next)
}
