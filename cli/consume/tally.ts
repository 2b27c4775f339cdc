import type { OutcomeCounts } from '../../functions/pipeline/outcome.ts'
import { noOutcomes } from '../../functions/pipeline/outcome.ts'
import { grouped, plural } from '../terminal.ts'

/** Over how long the rate is measured. */
const RATE_MS = 5_000

/** What a consumer has done so far, how fast it goes, and how far behind it is. */
export const consumed = (now: () => number) => {
  const counts: OutcomeCounts = { ...noOutcomes }
  const behind = new Map<number, number>()
  const settledAt: { atMs: number; total: number }[] = [{ atMs: now(), total: 0 }]
  const settled = () => sum(Object.values(counts)) - counts.failed
  const rate = () => {
    while (settledAt.length > 1 && now() - settledAt[0]!.atMs > RATE_MS) settledAt.shift()
    const [first] = settledAt
    return ((settled() - first!.total) * 1_000) / Math.max(now() - first!.atMs, 1_000)
  }
  const lag = () => sum([...behind.values()])
  return {
    observeOutcomes: (given: OutcomeCounts) => {
      for (const [is, count] of Object.entries(given)) counts[is as keyof OutcomeCounts] += count
      settledAt.push({ atMs: now(), total: settled() })
    },
    assigned: (partitions: readonly number[]) => {
      for (const partition of behind.keys()) if (!partitions.includes(partition)) behind.delete(partition)
      for (const partition of partitions) behind.set(partition, behind.get(partition) ?? 0)
    },
    behind: (partition: number, records: number) => void behind.set(partition, records),
    counts,
    lag,
    rate,
    /** '12,345 counted, 17 duplicates, 2 dead letters · 371/s · 1,200 behind in 6 partitions' */
    status: () =>
      `${summary(counts)} · ${grouped(Math.round(rate()))}/s · ${grouped(lag())} behind in ${plural(behind.size, 'partition')}`,
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

/** '12,345 counted, 17 duplicates, 2 dead letters'; the rest only where there is any. */
export const summary = ({ counted, duplicate, revised, erased, rejected, failed }: OutcomeCounts): string =>
  [
    `${grouped(counted)} counted`,
    plural(duplicate, 'duplicate'),
    revised > 0 && `${grouped(revised)} revised`,
    erased > 0 && `${grouped(erased)} erased`,
    plural(rejected, 'dead letter'),
    failed > 0 && `${grouped(failed)} failed and tried again`,
  ]
    .filter(Boolean)
    .join(', ')
