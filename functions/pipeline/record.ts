import type { Limits } from './attempt.ts'
import { carryOut, type Intent, type Standing } from './carry-out.ts'
import { type KeyedMessage, type LabelledMessage, liveItem } from './message-item.ts'
import type { Outcome } from './outcome.ts'
import type { Ports, StoredMessage } from './ports.ts'

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

/** Count the labelled messages of one chunk (one room, no key twice); see carryOut. */
export const record = (
  ports: RecordPorts,
  chunk: readonly LabelledMessage[],
  limits: Limits,
  standing: Standing = new Map(),
): Promise<Outcomes> => {
  const withoutText = ports.withoutTexts ?? false
  return carryOut(
    ports,
    chunk.map(one => counting(one, withoutText)),
    limits,
    standing,
  )
}

const counting = (one: LabelledMessage, withoutText: boolean): Intent<Outcome> => ({
  room: one.message.room,
  key: one.message.key,
  settle: stored => settle(one.message, stored),
  item: (from, written) => liveItem(one, { ...written, withoutText, version: (from?.version ?? 0) + 1 }),
  done: from => ({ is: from?.is === 'live' ? 'revised' : 'counted' }),
})
