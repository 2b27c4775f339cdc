import { MINUTE_MS, nothing } from '../../functions/pipeline/mood.ts'
import type { Counter } from '../../functions/pipeline/ports.ts'
import { readMood } from '../../functions/pipeline/read-mood.ts'
import type { Plan } from './plan.ts'
import type { Line } from './price.ts'
import { moodReadUnits } from './store.ts'

const GB = 1e9
/** A page asks every second for the last hour, minute by minute. widget/span.ts */
const LOOKS_PER_HOUR = 3600
const MINUTES_SHOWN = 60
/** Of an answer without a body, and of one with; what TLS and TCP add is in it. */
const HEADER_BYTES = 600
/** An answer of the function query: 512 MB, mostly waiting for eight queries, or for nothing where they are remembered. */
const QUERY = { readMs: 25, rememberedMs: 4, gb: 0.5 }

/** Bytes of a mood of an hour. */
export const moodBytes = async (): Promise<number> => {
  const counters: Counter[] = Array.from({ length: MINUTES_SHOWN }, (_, at) => ({
    ...{ window: 29_396_700 + at, shard: 0, rev: 321, at: (29_396_700 + at) * MINUTE_MS },
    tally: { ...nothing, n: 1234, negative: 412, neutral: 411, positive: 411, unsure: 123, score: -12_345 },
  }))
  const span = { fromMs: 29_396_700 * MINUTE_MS, toMs: 29_396_760 * MINUTE_MS }
  const { mood } = await readMood({ counters: async () => counters }, 'all-hands', { grain: 'minute', span })
  return Buffer.byteLength(JSON.stringify(mood))
}

/**
 * What one page uses in an hour. All pages of a room that one process answers share a reading a second, and a process
 * answers a request at a time; a page is told anew only what has changed.
 */
export const viewerLines = ({ viewers, rooms, ratePerSecond }: Plan, bytes: number): Line[] => {
  const pages = Math.max(1, viewers)
  const changes = 1 - Math.exp(-ratePerSecond / rooms)
  const processes = Math.max(1, (pages * QUERY.rememberedMs) / 1000)
  const readings = Math.min(1, (Math.min(pages, rooms) * processes) / pages)
  const ms = QUERY.rememberedMs + readings * (QUERY.readMs - QUERY.rememberedMs)
  const outBytes = LOOKS_PER_HOUR * (HEADER_BYTES + changes * bytes)
  return [
    { service: 'HTTP API', what: 'looks', quantity: LOOKS_PER_HOUR, price: 'httpApiRequest' },
    {
      service: 'Lambda',
      what: 'answers',
      quantity: (LOOKS_PER_HOUR * ms * QUERY.gb) / 1000,
      price: 'lambdaGbSecond',
    },
    { service: 'Lambda', what: 'invocations', quantity: LOOKS_PER_HOUR, price: 'lambdaRequest' },
    {
      service: 'DynamoDB',
      what: 'counters read',
      quantity: LOOKS_PER_HOUR * readings * moodReadUnits(MINUTES_SHOWN),
      price: 'readUnit',
    },
    { service: 'data out', what: 'answers', quantity: outBytes / GB, price: 'dataOutGb' },
  ]
}
