import { type Limits, writeWithin } from './attempt.ts'
import { type KeyedMessage, type LabelledMessage, liveItem } from './message-item.ts'
import { failed, type Outcome } from './outcome.ts'
import type { Ports, StoredMessage } from './ports.ts'
import { actionsIn, type Change, MAX_TRANSACTION_ACTIONS, writeOf } from './write.ts'

/** What is known to stand under the keys of a chunk. */
export type Standing = ReadonlyMap<string, StoredMessage | undefined>

/** Outcomes by message key. */
export type Outcomes = Map<string, Outcome>

type RecordPorts = Pick<Ports, 'store' | 'clock' | 'draw' | 'withoutTexts'>

/**
 * What becomes of a message, given what stands under its key; undefined: it is to be written.
 *
 *   nothing, or another room's tombstone   write
 *   erased                                 erased
 *   a higher revision, or the same again   duplicate
 *   the same revision, another content     rejected: conflict
 *   a lower revision                       write over it
 */
export const settle = (message: KeyedMessage, stored: StoredMessage | undefined): Outcome | undefined => {
  if (stored === undefined) return undefined
  if (stored.is === 'erased') return stored.room === message.room ? { is: 'erased' } : undefined
  if (message.revision > stored.revision) return undefined
  if (message.revision < stored.revision || message.digest === stored.digest) return { is: 'duplicate' }
  return {
    is: 'rejected',
    reason: 'conflict',
    detail: `id ${JSON.stringify(message.id)} of source ${JSON.stringify(message.source)} was posted before with other content; an edit needs a higher revision`,
  }
}

/**
 * Count the labelled messages of one chunk (one room, no key twice) in one transaction with their counters.
 * Condition failures are settled and the rest written again; contention is tried again until the deadline; a write
 * that the store calls invalid is halved down to its culprit. Whatever throws fails this chunk and nothing else.
 */
export const record = async (
  ports: RecordPorts,
  chunk: readonly LabelledMessage[],
  limits: Limits,
  standing: Standing = new Map(),
): Promise<Outcomes> => {
  const outcomes: Outcomes = new Map()
  const rest = chunk.filter(({ message }) => {
    const outcome = settle(message, standing.get(message.key))
    if (outcome) outcomes.set(message.key, outcome)
    return !outcome
  })
  if (rest.length === 0) return outcomes
  const written = await write(ports, rest, limits, standing).catch(cause => all(rest, failed(cause)))
  return new Map([...outcomes, ...written])
}

const write = async (
  ports: RecordPorts,
  rest: readonly LabelledMessage[],
  limits: Limits,
  standing: Standing,
): Promise<Outcomes> => {
  const prepare = (shard: number) => {
    const item = { shard, withoutText: ports.withoutTexts ?? false, atMs: ports.clock.now() }
    const changes = rest.map(one => changeOf(one, standing.get(one.message.key), item))
    return writeOf(rest[0]!.message.room, changes, shard, item.atMs)
  }
  if (rest.length > 1 && actionsIn(prepare(0)) > MAX_TRANSACTION_ACTIONS)
    return inHalves(ports, rest, limits, standing)
  const result = await writeWithin(ports, limits, prepare)
  switch (result.is) {
    case 'written':
      return new Map(
        rest.map(({ message: { key } }) => [
          key,
          { is: standing.get(key)?.is === 'live' ? 'revised' : 'counted' },
        ]),
      )
    case 'refused':
      if (ports.clock.now() >= limits.deadlineMs)
        return all(rest, failed('out of time while others wrote the same'))
      return record(ports, rest, limits, new Map([...standing, ...result.standing]))
    case 'contended':
      return all(rest, failed('the store was contended or throttled until time ran out'))
    case 'invalid':
      if (rest.length > 1) return inHalves(ports, rest, limits, standing)
      return all(rest, { is: 'rejected', reason: 'refused', detail: result.why })
  }
}

const changeOf = (
  one: LabelledMessage,
  from: StoredMessage | undefined,
  item: { shard: number; withoutText: boolean; atMs: number },
): Change => ({ from, to: liveItem(one, { ...item, version: (from?.version ?? 0) + 1 }) })

const inHalves = async (
  ports: RecordPorts,
  chunk: readonly LabelledMessage[],
  limits: Limits,
  standing: Standing,
): Promise<Outcomes> => {
  const middle = Math.ceil(chunk.length / 2)
  const first = await record(ports, chunk.slice(0, middle), limits, standing)
  const second = await record(ports, chunk.slice(middle), limits, standing)
  return new Map([...first, ...second])
}

const all = (chunk: readonly LabelledMessage[], outcome: Outcome): Outcomes =>
  new Map(chunk.map(({ message }) => [message.key, outcome]))
