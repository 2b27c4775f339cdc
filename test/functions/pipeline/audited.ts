import { auditRoom } from '../../../functions/pipeline/audit.ts'
import { minuteOf, nothing } from '../../../functions/pipeline/mood.ts'
import type { Store, Window } from '../../../functions/pipeline/ports.ts'
import { record } from '../../../functions/pipeline/record.ts'
import { HORIZON_MS } from '../../../schemas/limits.ts'
import { type Bench, bench, labelledOf, limits, MINUTE_MS, T } from './samples.ts'

export const DAY_MS = 86_400_000
export const minute = minuteOf(T)
export const one = { ...nothing, n: 1, positive: 1, score: 800 }
export const patient = { deadlineMs: T + 600_000 }

/** Counts one message too many, by hand. */
export const miscount = ({ store }: Bench, window: Window) =>
  store.write({ room: 'hall', puts: [], adds: [{ window, shard: 1, add: one }], atMs: T })

export const filled = async (draws = [0.1, 0.6]) => {
  const on = bench({ draws })
  for (const [id, text, ageMs] of [
    ['a', 'good, rude?', 0],
    ['b', 'bad', MINUTE_MS],
    ['c', 'meh, old', 3 * DAY_MS],
    ['d', 'good', HORIZON_MS - MINUTE_MS],
  ] as const)
    await record(on.ports, [labelledOf({ id, text, postedAt: T - ageMs })], limits)
  return on
}
export const audit = (on: Bench, repair = false, store: Store = on.ports.store, given = patient) =>
  auditRoom({ store, clock: on.clock }, 'hall', { repair, ...given })
