import { HOURS_PER_MONTH, type Plan } from './plan.ts'
import type { Line, PriceName } from './price.ts'
import { auditUnits, countersPerChunk, PROVISIONED_USE, writeUnitsPer } from './store.ts'

/** Units a second that a table keeps ready at least, where it keeps any: infra/parameters.yml, with the reasons. */
export const floors = { 'table-write': 45, 'index-write': 15, 'table-read': 16, 'index-read': 5 }
type Part = keyof typeof floors

/** Alarms of Application Auto Scaling: four for each part of a table that it follows. AWS names them and bills them. */
export const SCALING_ALARMS = 4 * Object.keys(floors).length

type Batches = { fill: number; chunks: number }

/** Write units a second. thrifty at 10/s, 11 a batch in 3 rooms -> { table: 31.2, index: 10 } */
export const writesPerSecond = (plan: Plan, { fill, chunks }: Batches) => {
  const { message, index, counter } = writeUnitsPer(plan)
  const counters = (plan.ratePerSecond / fill) * chunks * countersPerChunk(plan)
  return {
    table: plan.ratePerSecond * message + counters * counter,
    index: plan.ratePerSecond * index,
  }
}

/** Units a second to keep ready for what is used: 31.2 -> 45 */
export const readyFor = (unitsPerSecond: number): number => Math.ceil(unitsPerSecond / PROVISIONED_USE)

/** For a month: what floors keep ready and nobody uses, and the alarms that move capacity. */
export const readyLines = (plan: Plan, batches: Batches): Line[] => {
  if (plan.capacity === 'on-demand') return []
  const { table, index } = writesPerSecond(plan, batches)
  const audited = plan.ratePerSecond * auditUnits(plan)
  return [
    unused('kept ready for writes, unused', 'writeCapacityHour', {
      'table-write': table,
      'index-write': index,
    }),
    unused('kept ready for reads, unused', 'readCapacityHour', { 'table-read': 0, 'index-read': audited }),
    { service: 'CloudWatch', what: 'alarms of auto scaling', quantity: SCALING_ALARMS, price: 'alarmMonth' },
  ]
}

const unused = (what: string, price: PriceName, used: Partial<Record<Part, number>>): Line => {
  const units = Object.entries(used).map(([part, perSecond]) =>
    Math.max(0, floors[part as Part] - perSecond / PROVISIONED_USE),
  )
  return {
    service: 'DynamoDB',
    what,
    quantity: units.reduce((sum, one) => sum + one, 0) * HOURS_PER_MONTH,
    price,
  }
}
