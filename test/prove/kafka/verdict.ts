import { grouped } from '../../../cli/terminal.ts'
import type { SqliteStore } from '../../../functions/adapters/sqlite-store.ts'
import { auditRoom } from '../../../functions/pipeline/audit.ts'
import { nothing, plus, sum, tallyFields, tallyOf } from '../../../functions/pipeline/mood.ts'
import type { LiveMessage } from '../../../functions/pipeline/ports.ts'
import { clock } from '../../../functions/wire.ts'
import type { Tally } from '../../../schemas/mood.ts'
import type { Traffic } from '../traffic.ts'
import type { Verdict } from '../verdict.ts'

const everything = { fromMs: 0, toMs: 8.64e15 }
const PAGE = 1_000
const AUDIT_WITHIN_MS = 60_000

/** What the store holds against what was sent, read from the store itself. */
export const judge = async (sqlite: SqliteStore, traffic: Traffic): Promise<Verdict> => {
  const rooms = await Promise.all(traffic.rooms.map(room => judgeRoom(sqlite, traffic, room)))
  const deadLetters = await countLetters(sqlite)
  const wanted = traffic.malformed.length + 1 // of the two that share an identity, one
  const counted = rooms.reduce((total, { n }) => total + n, 0)
  return {
    says: `${grouped(counted)} counted in ${traffic.rooms.length} rooms, ${deadLetters} dead letters, drift ${rooms.reduce((total, { drift }) => total + drift, 0)}`,
    faults: [
      ...rooms.flatMap(({ faults }) => faults),
      ...(deadLetters === wanted ? [] : [`there are ${deadLetters} dead letters; it should be ${wanted}`]),
    ],
  }
}

type RoomVerdict = { n: number; drift: number; faults: string[] }

const judgeRoom = async (
  { store }: SqliteStore,
  { messages }: Traffic,
  room: string,
): Promise<RoomVerdict> => {
  const wanted = new Set(messages.flatMap(message => (message.room === room ? message.key : [])))
  const found = new Set<string>()
  let fold = nothing
  for await (const message of storedIn(store, room)) {
    found.add(message.key)
    fold = plus(fold, tallyOf(message))
  }
  const counted = sum((await store.counters(room)).map(({ tally }) => tally))
  const { drift, unsettled } = await auditRoom({ store, clock }, room, {
    repair: false,
    deadlineMs: clock.now() + AUDIT_WITHIN_MS,
  })
  const drifted = drift.length + unsettled.length
  return {
    n: counted.n,
    drift: drifted,
    faults: [
      ...faultOf(counted.n === wanted.size, `${room}: ${counted.n} counted of ${wanted.size}`),
      ...faultOf(isSame(found, wanted), `${room}: the messages are not those that were sent`),
      ...faultOf(isEqual(counted, fold), `${room}: the counts are not those of its messages`),
      ...faultOf(drifted === 0, `${room}: ${drifted} windows have drifted`),
    ],
  }
}

const faultOf = (holds: boolean, fault: string): string[] => (holds ? [] : [fault])
const isSame = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  a.size === b.size && [...a].every(key => b.has(key))
const isEqual = (a: Tally, b: Tally) => tallyFields.every(field => a[field] === b[field])

async function* storedIn(store: SqliteStore['store'], room: string): AsyncGenerator<LiveMessage> {
  let cursor: string | undefined
  do {
    const page = await store.list(room, everything, PAGE, cursor)
    yield* page.messages
    cursor = page.cursor
  } while (cursor !== undefined)
}

const countLetters = async ({ letters }: SqliteStore): Promise<number> => {
  let [count, cursor]: [number, string | undefined] = [0, undefined]
  do {
    const page: { heads: unknown[]; cursor?: string | undefined } = await letters.heads({
      limit: PAGE,
      cursor,
    })
    count += page.heads.length
    cursor = page.cursor
  } while (cursor !== undefined)
  return count
}
