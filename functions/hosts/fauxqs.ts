/*
 * The parts of fauxqs (npm), an SQS emulator, as far as we use them. Its own start listens on every address of the
 * machine, commits each message of a batch by itself, and moves a message to the dead letters in two commits, between
 * which a SIGKILL would lose it. So local-queue.ts puts the parts together, taken from its files past its `exports`:
 * package.json pins the version, and test/functions/hosts/local-queue.test.ts says what we rely on.
 */
import type { Server } from 'node:http'
import type { DatabaseSync } from 'node:sqlite'

type Refuse = { code(status: number): { send(body: unknown): unknown } }
export type App = {
  server: Server
  addHook(name: 'onRequest', hook: (request: { headers: Headers }, reply: Refuse) => Promise<unknown>): void
  addHook(name: 'onSend', hook: () => Promise<void>): void
  listen(where: { port: number; host: string }): Promise<string>
  close(): Promise<void>
}
type Headers = { host?: string; origin?: string }

export type Queue = { url: string; name: string; persistence?: Persistence }
export type Store = {
  host: string
  region: string
  persistence?: Persistence
  createQueue(name: string, url: string, arn: string, attributes: Record<string, string>): Queue
  getQueueByName(name: string): Queue | undefined
  allQueues(): Iterable<Queue>
}

/** What is called for every message that comes, moves or goes. */
export const writers = [
  'insertMessage',
  'deleteMessage',
  'updateMessageInflight',
  'updateMessageReady',
] as const
type Write = (...given: unknown[]) => void
export type Persistence = Record<(typeof writers)[number], Write> & {
  db: DatabaseSync
  loadSqsQueues(store: Store): void
  close(): void
}

export type Fauxqs = {
  buildApp(options: object): App
  SqsStore: new () => Store
  SnsStore: new () => object
  S3Store: new () => object
  PersistenceManager: new (folder: string) => Persistence
  INVALID_MESSAGE_BODY_CHAR: RegExp
}

const files = ['sqs/sqsStore.js', 'sqs/sqsTypes.js', 'sns/snsStore.js', 's3/s3Store.js', 'persistence.js']

/** Loaded when it is needed: it takes a tenth of a second. */
export const loadFauxqs = async (): Promise<Fauxqs> => {
  const main = import.meta.resolve('fauxqs')
  const urls = [main, ...files.map(file => new URL(file, main).href)]
  const fauxqs: Fauxqs = Object.assign({}, ...(await Promise.all(urls.map(url => import(url)))))
  // fauxqs 2.4.1 refuses what lies past U+FFFF: emoji.
  fauxqs.INVALID_MESSAGE_BODY_CHAR.test = body => REFUSED.test(body)
  return fauxqs
}

/** What SQS takes in a body. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const REFUSED = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u
