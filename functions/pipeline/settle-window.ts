import type { Tally } from '../../schemas/mood.ts'
import type { Limits } from './attempt.ts'
import { isNothing, MINUTE_MS, minus, nothing, sum } from './mood.ts'
import type { Clock, Counter, Span, Store, Window } from './ports.ts'

/** A window whose counters are not what its messages (for the total: its minutes) add up to. */
export type Drift = { window: Window; counted: Tally; actual: Tally; repaired: boolean }

/** What several looks at a suspect window came to. */
export type Verdict = { is: 'sound' } | { is: 'drifted'; drift: Drift } | { is: 'unsettled'; window: Window } // it changed at every look, or could not be repaired for contention

type Ports = { store: Store; clock: Clock }
type Options = { repair: boolean } & Limits

/** How often a suspect window is read again, and how long to wait between: an index may lag behind the table. */
const LOOKS = 5
const PAUSE_MS = 500

/** The index names the messages of the minute; the table itself, read consistently, says what they are. */
export const settleMinute = (
  ports: Ports,
  room: string,
  minute: number,
  options: Options,
): Promise<Verdict> => {
  const span = { fromMs: minute * MINUTE_MS, toMs: (minute + 1) * MINUTE_MS }
  const actualOf = async () =>
    (await ports.store.fold(room, span, { consistent: true })).get(minute) ?? nothing
  return settle(ports, { room, window: minute, span, actualOf, mayLag: true }, options)
}

export const settleTotal = (ports: Ports, room: string, options: Options): Promise<Verdict> =>
  settle(
    ports,
    { room, window: 'total', actualOf: () => ports.store.sumOfMinutes(room), mayLag: false },
    options,
  )

/** `mayLag`: what it adds up to is read by an index, which may not show yet what was just written. */
type Suspect = {
  room: string
  window: Window
  span?: Span
  actualOf: () => Promise<Tally>
  mayLag: boolean
}

/**
 * Look at a suspect window again and again. All is well as soon as one look finds it so. It has drifted only if no look
 * does, and no counter of it moves meanwhile: each look may come just after a write that an index does not show. Where
 * no index is asked, two looks that find the same difference are enough, so that the total of a busy room is settled.
 */
const settle = async (
  { store, clock }: Ports,
  { room, window, span, actualOf, mayLag }: Suspect,
  { repair, deadlineMs }: Options,
): Promise<Verdict> => {
  let first: Counter[] | undefined
  let seen: Tally | undefined
  for (let look = 1; ; look++) {
    const before = await store.counters(room, span)
    const actual = await actualOf()
    const after = await store.counters(room, span)
    const counted = sum(after.map(({ tally }) => tally))
    const difference = minus(counted, actual)
    const isWhole = sameRevs(before, after)
    if (isWhole && isNothing(difference)) return { is: 'sound' }
    first ??= before
    const isSeenAgain = isWhole && seen !== undefined && isNothing(minus(seen, difference))
    if (isWhole) seen = difference
    if (mayLag ? look === LOOKS && sameRevs(first, after) : isSeenAgain) {
      const drift = { window, counted, actual, repaired: false }
      drift.repaired = repair && (await repairWindow({ store, clock }, room, drift, after))
      if (drift.repaired === repair) return { is: 'drifted', drift }
    }
    if (look === LOOKS || clock.now() + PAUSE_MS >= deadlineMs) return { is: 'unsettled', window }
    await clock.sleep(PAUSE_MS)
  }
}

const sameRevs = (a: readonly Counter[], b: readonly Counter[]): boolean => {
  const revs = (counters: readonly Counter[]) =>
    counters
      .map(({ window, shard, rev }) => `${window}/${shard}@${rev}`)
      .sort()
      .join()
  return revs(a) === revs(b)
}

/** The difference goes to one shard; every other shard is held to what it was when it was read. */
const repairWindow = async (
  { store, clock }: Ports,
  room: string,
  { window, counted, actual }: Drift,
  read: readonly Counter[],
): Promise<boolean> => {
  const revs = new Map(read.map(({ shard, rev }) => [shard, rev]))
  const shards = new Set([...revs.keys(), ...Array(await store.shards()).keys()])
  const adds = [...shards].map((shard, at) => ({
    window,
    shard,
    add: at === 0 ? minus(actual, counted) : nothing,
    rev: revs.get(shard) ?? 0,
  }))
  const result = await store.write({ room, puts: [], adds, atMs: clock.now() })
  if (result.is === 'invalid') throw new Error(`the store will not repair ${room}: ${result.why}`)
  return result.is === 'written'
}
