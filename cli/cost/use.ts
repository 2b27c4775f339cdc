import { readyLines } from './capacity.ts'
import { chunksIn } from './chunks.ts'
import { initMs, invocationMs } from './duration.ts'
import { fillOf, MAX_RECEIVED, pollersOf, receivedAtOnce, SQS_POLLERS } from './fill.ts'
import { fixedLines } from './fixed.ts'
import { logBytes } from './log-bytes.ts'
import { type Plan, SECONDS_PER_MONTH } from './plan.ts'
import type { Line } from './price.ts'
import { storeFixedLines, storeLines } from './store.ts'

const MILLION = 1e6
const GB = 1e9
const LOGS_KEPT_MONTHS = 14 / 30.4
const MB_PER_GB = 1024

/** INITs are fewer than 1 in 100 invocations, AWS says: counted as that. https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ */
const INITS_PER_INVOCATION = 0.01

/** How messages travel: so many a batch, so many chunks (transactions) a batch, so many milliseconds. */
export type Travel = { fill: number; chunks: number; received: number; invocationMs: number }

export const travelOf = (plan: Plan): Travel => {
  const fill = fillOf(plan)
  return {
    fill,
    chunks: chunksIn(fill, plan.rooms),
    received: receivedAtOnce(plan, fill),
    invocationMs: invocationMs(plan, fill),
  }
}

/** What a million messages use. */
export const messageLines = (plan: Plan, travel: Travel): Line[] => {
  const invocations = MILLION / travel.fill
  const seconds = MILLION / plan.ratePerSecond
  const chunks = invocations * travel.chunks
  const processes = busy(plan, travel)
  return [
    ...lambdaLines(plan, travel, invocations),
    ...(plan.source === 'kafka' ? [] : sqsLines(plan, travel)),
    ...(plan.source === 'http' ? ingestLines() : []),
    ...storeLines(plan, { chunks, shardReads: Math.min(invocations, seconds * processes) }),
    ...logLines(logBytes({ messages: MILLION, invocations, chunks, seconds, processes })),
  ]
}

/** Processes at work, each of which looks once a second. */
const busy = ({ ratePerSecond }: Plan, { fill, invocationMs }: Travel): number =>
  Math.max(1, ((ratePerSecond / fill) * invocationMs) / 1000)

const lambdaLines = (plan: Plan, { invocationMs }: Travel, invocations: number): Line[] => {
  const gb = plan.memoryMb / MB_PER_GB
  const initSeconds = (invocations * INITS_PER_INVOCATION * initMs(plan)) / 1000
  const service = 'Lambda'
  return [
    {
      service,
      what: 'label and count',
      quantity: (invocations * invocationMs * gb) / 1000,
      price: 'lambdaGbSecond',
    },
    { service, what: 'INIT', quantity: initSeconds * gb, price: 'lambdaGbSecond' },
    { service, what: 'invocations', quantity: invocations, price: 'lambdaRequest' },
  ]
}

/** Lambda receives and deletes, ten at the most in a request; whoever posts sends one by one. */
const sqsLines = ({ source }: Plan, { fill, received }: Travel): Line[] => {
  const request = (what: string, quantity: number): Line => ({
    service: 'SQS',
    what,
    quantity,
    price: 'sqsRequest',
  })
  return [
    request(source === 'http' ? 'sent by ingest' : 'sent by your app, one by one', MILLION),
    request('received', MILLION / received),
    request('deleted', MILLION / Math.min(MAX_RECEIVED, fill)),
  ]
}

/** A POST of one message: no model, one request to the queue. Of its time, most is waiting. */
const INGEST = { ms: 20, gb: 0.5 }

const ingestLines = (): Line[] => [
  { service: 'HTTP API', what: 'posted, one by one', quantity: MILLION, price: 'httpApiRequest' },
  {
    service: 'Lambda',
    what: 'ingest',
    quantity: (MILLION * INGEST.ms * INGEST.gb) / 1000,
    price: 'lambdaGbSecond',
  },
  { service: 'Lambda', what: 'ingest, invocations', quantity: MILLION, price: 'lambdaRequest' },
]

const logLines = (bytes: number): Line[] => [
  { service: 'CloudWatch', what: 'logs', quantity: bytes / GB, price: 'logsGb' },
  {
    service: 'CloudWatch',
    what: 'logs kept for 14 days',
    quantity: (bytes / GB) * LOGS_KEPT_MONTHS,
    price: 'logsGbMonth',
  },
]

/** What a month costs whether or not anything is posted. */
export const monthLines = (plan: Plan, { fill, chunks }: Travel): Line[] => {
  const messages = plan.ratePerSecond * SECONDS_PER_MONTH
  return [
    ...fixedLines(plan),
    ...emptyReceives(plan),
    ...storeFixedLines(plan, (messages / fill) * chunks),
    ...readyLines(plan, { fill, chunks }),
  ]
}

/** How long a receive waits for a message. infra/queues.json */
const WAIT_SECONDS = 20

/** Receives that found nothing: of the dead-letter queue all, of the other those in whose 20 s nothing was posted. */
const emptyReceives = (plan: Plan): Line[] => {
  const idle = (SQS_POLLERS * SECONDS_PER_MONTH) / WAIT_SECONDS
  const nothingCame = Math.exp((-plan.ratePerSecond / pollersOf(plan)) * WAIT_SECONDS)
  const queues = plan.source === 'kafka' ? 1 : 1 + nothingCame
  return [
    { service: 'SQS', what: 'receives that found nothing', quantity: idle * queues, price: 'sqsRequest' },
  ]
}
