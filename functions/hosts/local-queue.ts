/*
 * An SQS-compatible queue in this process, kept in one SQLite file: fauxqs (npm). Its own start listens on every
 * address of the machine, commits each message of a batch by itself, and moves a message to the dead letters in two
 * commits, between which a SIGKILL would lose it. So its parts are put together here, taken from its files past its
 * `exports`: package.json pins the version, and the tests of this file say what we rely on.
 */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DatabaseSync } from 'node:sqlite'

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

type Persistence = { db: DatabaseSync; loadSqsQueues(store: Store): void; close(): void }
type Queue = { url: string; name: string; persistence?: Persistence }
type Store = {
  host: string
  region: string
  persistence?: Persistence
  createQueue(name: string, url: string, arn: string, attributes: Record<string, string>): Queue
  getQueueByName(name: string): Queue | undefined
  allQueues(): Iterable<Queue>
}
type App = {
  server: Server
  addHook(name: 'onSend', hook: () => Promise<void>): void
  listen(where: { port: number; host: string }): Promise<string>
  close(): Promise<void>
}
type Fauxqs = {
  buildApp(options: object): App
  SqsStore: new () => Store
  SnsStore: new () => object
  S3Store: new () => object
  PersistenceManager: new (folder: string) => Persistence & Record<Writer, (...given: unknown[]) => void>
  INVALID_MESSAGE_BODY_CHAR: RegExp
}

const load = async (): Promise<Fauxqs> => {
  const main = import.meta.resolve('fauxqs')
  const files = ['sqs/sqsStore.js', 'sqs/sqsTypes.js', 'sns/snsStore.js', 's3/s3Store.js', 'persistence.js']
  const parts = await Promise.all(
    [main, ...files.map(file => new URL(file, main).href)].map(url => import(url)),
  )
  const fauxqs: Fauxqs = Object.assign({}, ...parts)
  // fauxqs 2.4.1 refuses what lies past U+FFFF: emoji.
  fauxqs.INVALID_MESSAGE_BODY_CHAR.test = body => REFUSED.test(body)
  return fauxqs
}

/** What SQS takes in a body. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const REFUSED = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u

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
  const fauxqs = await load()
  const sqsStore = new fauxqs.SqsStore()
  const stores = { sqsStore, snsStore: new fauxqs.SnsStore(), s3Store: new fauxqs.S3Store() }
  const app = fauxqs.buildApp({ logger: false, defaultRegion: REGION, stores })
  const file = folder === undefined ? undefined : persist(fauxqs, sqsStore, folder)
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

const writers = ['insertMessage', 'deleteMessage', 'updateMessageInflight', 'updateMessageReady'] as const
type Writer = (typeof writers)[number]

/**
 * Write what the queue does to a file. All that a request writes is one transaction, committed before its answer is
 * sent. What was in the hands of a consumer when the file was last open is ready again: that consumer is gone.
 */
const persist = ({ PersistenceManager }: Fauxqs, store: Store, folder: string) => {
  const file = new PersistenceManager(folder)
  const { db } = file
  const release = 'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL'
  db.exec(release)
  const releaseOne = db.prepare(`${release} WHERE message_id = ?`)
  // fauxqs 2.4.1 would set the receive count to null here, which its own table refuses.
  file.updateMessageReady = messageId => void releaseOne.run(messageId as string)
  const { begin, commit, committed } = transactions(db)
  for (const name of writers) {
    const write = file[name].bind(file)
    file[name] = (...given) => {
      begin(name === 'insertMessage' && isNew(given[1]) ? 'FULL' : 'NORMAL')
      write(...given)
    }
  }
  file.loadSqsQueues(store)
  store.persistence = file
  for (const queue of store.allQueues()) queue.persistence = file
  const close = () => {
    commit()
    file.close()
  }
  return { committed, close }
}

/** Sent just now, not moved to the dead letters, which is one transaction with its removal from where it was. */
const isNew = (message: unknown) =>
  (message as { approximateReceiveCount: number }).approximateReceiveCount === 0

/**
 * What was sent is synced to the disk (FULL) and outlives a power cut. That it was received or deleted (NORMAL) may
 * be forgotten in one, and then the message comes again: at a third of the cost.
 */
const transactions = (db: DatabaseSync) => {
  let open: 'FULL' | 'NORMAL' | undefined
  let committing: Promise<void> | undefined
  const commit = () => {
    if (!open) return
    open = undefined
    try {
      db.exec('COMMIT')
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }
  return {
    commit,
    begin: (synchronous: 'FULL' | 'NORMAL') => {
      if (open === 'FULL' || open === synchronous) return
      commit()
      db.exec(`PRAGMA synchronous = ${synchronous}; BEGIN`)
      open = synchronous
    },
    /** Resolves when all that was written up to now is committed; requests that come together share one commit. */
    committed: async () => {
      if (!open) return
      committing ??= new Promise<void>(resolve => setImmediate(resolve)).then(() => {
        committing = undefined
        commit()
      })
      await committing
    },
  }
}
