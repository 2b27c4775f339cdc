import { HORIZON_MS, MAX_AHEAD_MS } from '../../schemas/limits.ts'
import type { Tally } from '../../schemas/mood.ts'
import type { Limits } from './attempt.ts'
import { isNothing, MINUTE_MS, minus, nothing, plus, sum, tallyOf } from './mood.ts'
import type { Clock, Counter, LiveMessage, Span, Store, Window } from './ports.ts'

/** A window whose counters are not what its messages (for the total: its minutes) add up to. */
export type Drift = { window: Window; counted: Tally; actual: Tally; repaired: boolean }

/** `unsettled` windows changed at every look, or could not be repaired for contention: audit again when it is quieter. */
export type AuditReport = {
  room: string
  messages: number
  minutes: number
  drift: Drift[]
  unsettled: Window[]
}

type AuditPorts = { store: Store; clock: Clock }

/** Read at once. A quiet day costs a DynamoDB store about 25 requests, and a quiet hour would cost as many. */
const DAY_MS = 1440 * MINUTE_MS
const PAGE = 500
/** How often a suspect window is read again, and how long to wait between: an index may lag behind the table. */
const LOOKS = 5
const PAUSE_MS = 500

/**
 * Compare what is counted with what is stored: minutes with their messages (as far back as the horizon), the total
 * with its minutes. Harmless while messages arrive. With `repair`, each drift is put right in one transaction that
 * holds only if nothing has moved since it was read.
 */
export const auditRoom = async (
  ports: AuditPorts,
  room: string,
  { repair, deadlineMs }: { repair: boolean } & Limits,
): Promise<AuditReport> => {
  const report: AuditReport = { room, messages: 0, minutes: 0, drift: [], unsettled: [] }
  const look = (window: Window, actualOf: () => Promise<Tally>) =>
    settle(ports, report, window, actualOf, { repair, deadlineMs })
  for (const day of daysBack(ports.clock.now())) {
    const counted = Map.groupBy(await ports.store.counters(room, day), ({ window }) => window)
    const stored = await foldByMinute(ports.store, room, day)
    report.messages += sum(stored.values()).n
    report.minutes += counted.size
    for (const minute of new Set([...counted.keys(), ...stored.keys()].map(Number)))
      if (!isNothing(minus(tallyOver(counted.get(minute)), stored.get(minute) ?? nothing)))
        await look(minute, () => foldConsistently(ports.store, room, minute))
  }
  // A total must not be made to match minutes that are in doubt themselves.
  if (repair && report.unsettled.length > 0) report.unsettled.push('total')
  else await look('total', async () => tallyOver(await ports.store.counters(room, everything)))
  return report
}

/** Before the first message and after the last. */
const everything: Span = { fromMs: 0, toMs: 8.64e15 }

const spanOf = (window: Window): Span | undefined =>
  window === 'total' ? undefined : { fromMs: window * MINUTE_MS, toMs: (window + 1) * MINUTE_MS }

const tallyOver = (counters: readonly Counter[] = []): Tally => sum(counters.map(({ tally }) => tally))

function* daysBack(nowMs: number): Generator<Span> {
  const oldestMs = nowMs - HORIZON_MS
  for (let toMs = Math.ceil((nowMs + MAX_AHEAD_MS) / DAY_MS) * DAY_MS; toMs > oldestMs; toMs -= DAY_MS)
    yield { fromMs: toMs - DAY_MS, toMs }
}

async function* messagesIn(store: Store, room: string, span: Span): AsyncGenerator<LiveMessage> {
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await store.list(room, span, PAGE, cursor)
    yield* page.messages
    cursor = page.cursor
  }
}

const foldByMinute = async (store: Store, room: string, span: Span): Promise<Map<number, Tally>> => {
  const folds = new Map<number, Tally>()
  for await (const message of messagesIn(store, room, span))
    folds.set(message.minute, plus(folds.get(message.minute) ?? nothing, tallyOf(message)))
  return folds
}

/** The list names the keys; the table itself, read consistently, says what they are. */
const foldConsistently = async (store: Store, room: string, minute: number): Promise<Tally> => {
  const keys: string[] = []
  for await (const { key } of messagesIn(store, room, spanOf(minute)!)) keys.push(key)
  const stored = await store.read(keys)
  return sum(
    [...stored.values()]
      .filter(one => one.is === 'live' && one.minute === minute)
      .map(one => tallyOf(one as LiveMessage)),
  )
}

/**
 * Look at a suspect window again and again. All is well as soon as one look finds it so. It has drifted only if no look
 * does and no counter of it moves meanwhile: what was written just before a look may be missing from an index.
 */
const settle = async (
  { store, clock }: AuditPorts,
  report: AuditReport,
  window: Window,
  actualOf: () => Promise<Tally>,
  { repair, deadlineMs }: { repair: boolean } & Limits,
): Promise<void> => {
  let first: Counter[] | undefined
  for (let look = 1; ; look++) {
    const before = await store.counters(report.room, spanOf(window))
    const actual = await actualOf()
    const after = await store.counters(report.room, spanOf(window))
    const counted = tallyOver(after)
    first ??= before
    if (sameRevs(before, after) && isNothing(minus(counted, actual))) return
    if (look === LOOKS && sameRevs(first, after)) {
      const drift = { window, counted, actual, repaired: false }
      drift.repaired = repair && (await repairWindow({ store, clock }, report.room, drift, after))
      if (drift.repaired === repair) return void report.drift.push(drift)
    }
    if (look === LOOKS || clock.now() + PAUSE_MS >= deadlineMs) return void report.unsettled.push(window)
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
  { store, clock }: AuditPorts,
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
