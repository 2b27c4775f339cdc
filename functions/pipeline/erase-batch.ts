import type { Limits } from './attempt.ts'
import type { Standing } from './carry-out.ts'
import { type Erased, eraseAll } from './erase.ts'
import { tombstone } from './message-item.ts'
import type { Outcome } from './outcome.ts'
import type { Ports } from './ports.ts'

/** Outcomes by message key, and what is known to stand in the table after them. */
type ErasedBatch = { outcomes: Map<string, Outcome>; standing: Standing }

/**
 * The erasures of a batch, done before its messages are: an erasure is final, so the end is the same wherever in the
 * batch it stands, and a message that is to be gone is neither classified nor written.
 */
export const eraseBatch = async (
  ports: Pick<Ports, 'store' | 'clock' | 'draw'>,
  erasures: readonly Erased[],
  limits: Limits,
  standing: Standing,
): Promise<ErasedBatch> => {
  const distinct = [...new Map(erasures.map(one => [one.key, one])).values()]
  const results = await eraseAll(ports, distinct, limits, standing)
  const outcomes = [...results].map(([key, result]): [string, Outcome] => [
    key,
    // The key was made of the room, so that no message of another room can stand there.
    typeof result === 'string' ? { is: 'erased' } : result,
  ])
  const tombstones = distinct
    .filter(({ key }) => typeof results.get(key) === 'string')
    .map(({ key, room }) => [key, tombstone(key, room, 1, ports.clock.now())] as const)
  return { outcomes: new Map(outcomes), standing: new Map([...standing, ...tombstones]) }
}
