import { type Limits, writeWithin } from './attempt.ts'
import { failed, type Outcome } from './outcome.ts'
import type { Ports, StoredMessage } from './ports.ts'
import { actionsIn, MAX_TRANSACTION_ACTIONS, writeOf } from './write.ts'

/** What is known to stand under the keys of a chunk. */
export type Standing = ReadonlyMap<string, StoredMessage | undefined>

/** The minute that what stands under a key is counted in; undefined: nothing there counts. */
export const minuteAt = (standing: Standing, key: string): number | undefined => {
  const stored = standing.get(key)
  return stored?.is === 'live' ? stored.minute : undefined
}

/** Where an item is written, and when (epoch milliseconds). */
export type Written = { shard: number; atMs: number }

/** What is to become of one key of the table: a message is counted there, or erased. `Done` says what became. */
export type Intent<Done> = {
  room: string
  key: string
  /** What has become of it, given what stands there; undefined: it is to be written. */
  settle(stored: StoredMessage | undefined): Done | undefined
  /** What is to stand there in place of `from`. */
  item(from: StoredMessage | undefined, written: Written): StoredMessage
  /** What became of it by writing that. */
  done(from: StoredMessage | undefined): Done
}

/** What hinders any intent: the store will never take it, or did not take it this time. */
export type Hindered = Extract<Outcome, { is: 'rejected' | 'failed' }>
export type Results<Done> = Map<string, Done | Hindered>

/** Why it failed, where it is known that nothing was written. */
export class NotWritten extends Error {}

type WritePorts = Pick<Ports, 'store' | 'clock' | 'draw'>

/**
 * Carry out the intents of one chunk (one room, no key twice) in one transaction with their counters. Condition
 * failures are settled and the rest written again; contention is tried again until the deadline; a write that the store
 * calls invalid is halved down to its culprit. Whatever throws fails this chunk and nothing else. A result for each key.
 */
export const carryOut = async <Done>(
  ports: WritePorts,
  chunk: readonly Intent<Done>[],
  limits: Limits,
  standing: Standing = new Map(),
): Promise<Results<Done>> => {
  const results: Results<Done> = new Map()
  const rest = chunk.filter(({ key, settle }) => {
    const done = settle(standing.get(key))
    if (done !== undefined) results.set(key, done)
    return done === undefined
  })
  if (rest.length === 0) return results
  const written = await write(ports, rest, limits, standing).catch(cause => all<Done>(rest, failed(cause)))
  return new Map([...results, ...written])
}

const write = async <Done>(
  ports: WritePorts,
  rest: readonly Intent<Done>[],
  limits: Limits,
  standing: Standing,
): Promise<Results<Done>> => {
  const prepare = (shard: number) => {
    const atMs = ports.clock.now()
    const changes = rest.map(({ key, item }) => {
      const from = standing.get(key)
      return { from, to: item(from, { shard, atMs }) }
    })
    return writeOf(rest[0]!.room, changes, shard, atMs)
  }
  if (rest.length > 1 && actionsIn(prepare(0)) > MAX_TRANSACTION_ACTIONS)
    return inHalves(ports, rest, limits, standing)
  const result = await writeWithin(ports, limits, prepare)
  switch (result.is) {
    case 'written':
      return new Map(rest.map(({ key, done }) => [key, done(standing.get(key))]))
    case 'refused':
      if (ports.clock.now() >= limits.deadlineMs)
        return all(rest, failed(new NotWritten('out of time while others wrote the same')))
      return carryOut(ports, rest, limits, new Map([...standing, ...result.standing]))
    case 'contended':
      return all(rest, failed(new NotWritten('the store was contended or throttled until time ran out')))
    case 'invalid':
      if (rest.length > 1) return inHalves(ports, rest, limits, standing)
      return all(rest, { is: 'rejected', reason: 'refused', detail: result.why })
  }
}

const inHalves = async <Done>(
  ports: WritePorts,
  chunk: readonly Intent<Done>[],
  limits: Limits,
  standing: Standing,
): Promise<Results<Done>> => {
  const middle = Math.ceil(chunk.length / 2)
  const first = await carryOut(ports, chunk.slice(0, middle), limits, standing)
  const second = await carryOut(ports, chunk.slice(middle), limits, standing)
  return new Map([...first, ...second])
}

const all = <Done>(chunk: readonly Intent<Done>[], hindered: Hindered): Results<Done> =>
  new Map(chunk.map(({ key }) => [key, hindered]))
