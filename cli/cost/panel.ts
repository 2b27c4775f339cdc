import { shareOf } from './duration.ts'
import type { Plan } from './plan.ts'
import type { Line } from './price.ts'
import { moodReadUnits, SHARDS } from './store.ts'

const GB = 1e9
/** A panel of questions asks every three seconds. */
const LOOK_SECONDS = 3
const LOOKS_PER_HOUR = 3600 / LOOK_SECONDS
/** What one look tells: the groups that are shown, and headers. */
const ANSWER_BYTES = 20 * 420
const HEADER_BYTES = 600
/** The function questions: 1,024 MB (infra/parameters.yml). Where nothing has changed it reads the totals and is done. */
const MEMORY_MB = 1024
const UNCHANGED_MS = 10
/** Processor time to read one counter, on a whole core: the SDK takes it apart. */
const COUNTER_MS = 0.033

/**
 * What one panel uses in an hour, of a room that has been busy for so many minutes of the last day. Where a room has
 * changed, its counters of the day are read: they tell which minutes to list again (functions/rooms).
 */
export const panelLines = ({ hosts, rooms, ratePerSecond }: Plan, minutes: number): Line[] => {
  const perRoom = ratePerSecond / rooms
  const changes = 1 - Math.exp(-perRoom * LOOK_SECONDS)
  /** All that ask for a room within a second share a reading. */
  const readings = changes * Math.min(1, (LOOK_SECONDS * rooms) / Math.max(1, hosts))
  const readMs = (SHARDS * minutes * COUNTER_MS) / shareOf(MEMORY_MB)
  const units = moodReadUnits(1) + readings * moodReadUnits(minutes)
  return [
    { service: 'HTTP API', what: 'looks', quantity: LOOKS_PER_HOUR, price: 'httpApiRequest' },
    {
      service: 'Lambda',
      what: 'answers',
      quantity: (LOOKS_PER_HOUR * (UNCHANGED_MS + readings * readMs) * MEMORY_MB) / 1024 / 1000,
      price: 'lambdaGbSecond',
    },
    { service: 'Lambda', what: 'invocations', quantity: LOOKS_PER_HOUR, price: 'lambdaRequest' },
    { service: 'DynamoDB', what: 'counters read', quantity: LOOKS_PER_HOUR * units, price: 'readUnit' },
    {
      service: 'data out',
      what: 'answers',
      quantity: (LOOKS_PER_HOUR * (HEADER_BYTES + changes * ANSWER_BYTES)) / GB,
      price: 'dataOutGb',
    },
  ]
}

/** Of a room that opened an hour ago, and of one that is busy around the clock. */
export const BUSY_MINUTES = { hour: 60, day: 1440 }
