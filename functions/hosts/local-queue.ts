/* An SQS-compatible queue in this process, on 127.0.0.1, kept in one SQLite file: fauxqs, put together. */
import type { AddressInfo } from 'node:net'
import { type App, loadFauxqs, type Store } from './fauxqs.ts'
import { keepQueues } from './queue-file.ts'

export type LocalQueue = {
  /** What an app sets AWS_ENDPOINT_URL_SQS to: http://127.0.0.1:4566 */
  endpoint: string
  port: number
  /** 'posted' -> http://127.0.0.1:4566/000000000000/posted */
  urlOf(name: string): string
  close(): Promise<void>
}

export const POSTED = 'posted'
export const DEAD_LETTERS = 'posted-dead-letters'
/** How often a message of `posted` is given out before the dead letters get it. */
export const MAX_RECEIVES = 10
const VISIBILITY_SECONDS = 60

const HOST = '127.0.0.1'
const REGION = 'us-east-1'
/** What fauxqs, like other local queues, calls the account. */
const ACCOUNT = '000000000000'
const arnOf = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`

/**
 * Start the queue on 127.0.0.1 with the queues `posted` and `posted-dead-letters`. With a folder, what a send has
 * been answered for survives a SIGKILL; without one, everything is in memory.
 */
export const startLocalQueue = async ({
  port,
  folder,
  maxReceives = MAX_RECEIVES,
}: {
  port: number
  folder?: string
  maxReceives?: number
}): Promise<LocalQueue> => {
  const fauxqs = await loadFauxqs()
  const sqsStore = new fauxqs.SqsStore()
  const stores = { sqsStore, snsStore: new fauxqs.SnsStore(), s3Store: new fauxqs.S3Store() }
  const app = fauxqs.buildApp({ logger: false, defaultRegion: REGION, stores })
  refuseBrowsers(app)
  const file = folder === undefined ? undefined : keepQueues(fauxqs, sqsStore, folder)
  if (file) app.addHook('onSend', file.committed)
  await app.listen({ port, host: HOST }).catch(cause => {
    file?.close()
    throw cause.code === 'EADDRINUSE' ? new PortInUse(port, cause) : cause
  })
  const bound = (app.server.address() as AddressInfo).port
  const endpoint = `http://${HOST}:${bound}`
  const urlOf = (name: string) => `${endpoint}/${ACCOUNT}/${name}`
  sqsStore.host = '' // so that it names queues by the address that a client called it by
  createQueues(sqsStore, urlOf, maxReceives)
  await file?.committed()
  return {
    endpoint,
    port: bound,
    urlOf,
    close: async () => {
      await app.close()
      file?.close()
    },
  }
}

/**
 * Nobody shows a key here, so a page of another site must not get at the queue through a browser on this machine: not
 * by its own name for 127.0.0.1 (DNS rebinding), not by a request that needs no permission. An SDK sends no Origin.
 */
const refuseBrowsers = (app: App): void =>
  app.addHook('onRequest', async ({ headers: { host = '', origin } }, reply) => {
    if (origin === undefined && /^(127\.0\.0\.1|(.+\.)?localhost)(:\d+)?$/i.test(host)) return
    return reply.code(403).send({ message: 'this queue is for programs on this machine' })
  })

class PortInUse extends Error {
  constructor(port: number, cause: Error) {
    super(`port ${port} on ${HOST} is in use: stop what listens there, or give another with --queue-port N`, {
      cause,
    })
  }
}

const createQueues = (store: Store, urlOf: (name: string) => string, maxReceives: number): void => {
  const redrive = { deadLetterTargetArn: arnOf(DEAD_LETTERS), maxReceiveCount: maxReceives }
  const queues = {
    [DEAD_LETTERS]: {},
    [POSTED]: { RedrivePolicy: JSON.stringify(redrive) },
  }
  for (const [name, attributes] of Object.entries(queues))
    if (!store.getQueueByName(name))
      store.createQueue(name, urlOf(name), arnOf(name), {
        VisibilityTimeout: String(VISIBILITY_SECONDS),
        ...attributes,
      })
  for (const queue of store.allQueues()) queue.url = urlOf(queue.name) // the port may be another one today
}
