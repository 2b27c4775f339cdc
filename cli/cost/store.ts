import {
  bytesOf,
  type Item,
  indexUnits,
  readUnits,
  STORED_OVERHEAD_BYTES,
  storedBytes,
  transactionUnits,
} from '../../infra/aws-units.ts'
import { billedTable } from '../../infra/billed-table.ts'
import { HORIZON_MS, MEMORY_MARGIN_MS } from '../../schemas/limits.ts'
import { counterItem, messageOf } from './items.ts'
import { batchingOf, type Capacity, HOURS_PER_MONTH, type Plan, SECONDS_PER_MONTH } from './plan.ts'
import type { Line, PriceName } from './price.ts'

const GB = 1e9
const MILLION = 1e6
const DAY_MS = 86_400_000
const service = 'DynamoDB'

/** Share of what is kept ready that is used, where it follows the load: capacity-use of infra/parameters.yml. */
export const PROVISIONED_USE = 0.7

/** What hangs on an item's size: how long a text is, and which part of the messages has a vector. */
export type Kept = Pick<Plan, 'length' | 'questions'>

/** Of the messages that there are, the mean. (a quarter are questions, 800 bytes each; the others 400) -> 500 */
const meanOf = ({ length, questions }: Kept, of: (item: Item) => number): number =>
  questions * of(messageOf(length, 'question')) + (1 - questions) * of(messageOf(length, 'comment'))

/** Write units of one message, and of one counter that its chunk moves. 80 characters -> { message: 2, index: 1, counter: 2 } */
export const writeUnitsPer = (kept: Kept) => ({
  message: meanOf(kept, item => transactionUnits(bytesOf(item))),
  index: meanOf(kept, item => indexUnits(item, billedTable)),
  counter: transactionUnits(bytesOf(counterItem())),
})

/** What is written: so many messages, in transactions that move so many counters between them. */
export type Written = { messages: number; counters: number }

/** 1,000 messages of 80 characters and 200 counters -> 3,400 */
export const writeUnitsOf = ({ messages, counters }: Written, kept: Kept): number => {
  const { message, index, counter } = writeUnitsPer(kept)
  return messages * (message + index) + counters * counter
}

/** Windows that a chunk counts in: the total, its minute, and the next one if it was gathered across the end of one. */
export const countersPerChunk = (plan: Plan): number => 2 + batchingOf(plan).windowSeconds / 60

/** How units are priced: each of its own, or an hour of one a second, of which not all can be used. */
const unitsAt: Record<
  Capacity,
  { write: PriceName; read: PriceName; quantityOf: (units: number) => number }
> = {
  'on-demand': { write: 'writeUnit', read: 'readUnit', quantityOf: units => units },
  provisioned: {
    write: 'writeCapacityHour',
    read: 'readCapacityHour',
    quantityOf: units => units / 3600 / PROVISIONED_USE,
  },
}

/** For a million messages. `chunks`: transactions that write them. */
export const storeLines = (
  plan: Plan,
  { chunks, shardReads }: { chunks: number; shardReads: number },
): Line[] => {
  const { message, index, counter } = writeUnitsPer(plan)
  const { write: written, read: seen, quantityOf } = unitsAt[plan.capacity]
  const write = (what: string, units: number): Line => ({
    service,
    what,
    quantity: quantityOf(units),
    price: written,
  })
  const read = (what: string, units: number): Line => ({
    service,
    what,
    quantity: quantityOf(units),
    price: seen,
  })
  return [
    write('messages written', MILLION * message),
    write('their index', MILLION * index),
    write('counters written', chunks * countersPerChunk(plan) * counter),
    read('number of shards read', shardReads),
    read('read by the daily audit', MILLION * auditUnits(plan)),
    ...storageLines(plan),
  ]
}

const DAYS_LOOKED_BACK = HORIZON_MS / DAY_MS
const READ_UNIT_BYTES = 4096

/** Read units that audits use on one message, all its days together. They read the index, and pages are large. */
export const auditUnits = (kept: Kept): number => {
  const held = meanOf(kept, item => storedBytes(item, billedTable).index) - STORED_OVERHEAD_BYTES
  return (DAYS_LOOKED_BACK * held * 0.5) / READ_UNIT_BYTES
}

const MONTHS_KEPT = (HORIZON_MS + MEMORY_MARGIN_MS) / DAY_MS / (HOURS_PER_MONTH / 24)

const storageLines = (kept: Kept): Line[] => {
  const table = meanOf(kept, item => storedBytes(item, billedTable).table)
  const index = meanOf(kept, item => storedBytes(item, billedTable).index)
  const gbMonths = (bytes: number) => ((MILLION * bytes) / GB) * MONTHS_KEPT
  return [
    { service, what: 'kept for 37 days', quantity: gbMonths(table + index), price: 'tableGbMonth' },
    { service, what: 'backed up', quantity: gbMonths(table), price: 'backupGbMonth' },
  ]
}

export const SHARDS = 8
const MINUTES_PER_MONTH = SECONDS_PER_MONTH / 60
/** Counters stay. A year of them is what is counted. */
const MONTHS_OF_COUNTERS = 12
const HOUR_PARTITIONS_PER_DAY = 24 * 8

/** For a month, whatever comes: minutes that stay, and hours that the audit looks into. */
export const storeFixedLines = (plan: Plan, chunksPerMonth: number): Line[] => {
  const counters = Math.min(chunksPerMonth, plan.rooms * SHARDS * MINUTES_PER_MONTH)
  const bytes = counters * (bytesOf(counterItem()) + STORED_OVERHEAD_BYTES) * MONTHS_OF_COUNTERS
  const looks = plan.rooms * HOUR_PARTITIONS_PER_DAY * DAYS_LOOKED_BACK * (HOURS_PER_MONTH / 24)
  const { read: price, quantityOf } = unitsAt[plan.capacity]
  return [
    { service, what: 'minutes of a year kept', quantity: bytes / GB, price: 'tableGbMonth' },
    { service, what: 'minutes backed up', quantity: bytes / GB, price: 'backupGbMonth' },
    {
      service,
      what: 'hours looked into by the audit',
      quantity: quantityOf(looks * readUnits(0, false)),
      price,
    },
  ]
}

/** Read units of one look at a room's last hour, minute by minute, as a page asks for it: a query a shard. */
export const moodReadUnits = (minutes: number): number =>
  SHARDS * readUnits(minutes * bytesOf(counterItem()), true)
