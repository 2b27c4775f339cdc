import type { Labelled } from '../../schemas/labelled.ts'
import { encoderOf } from '../questions/vector.ts'
import type { Limits } from './attempt.ts'
import { carryOut, type Hindered, type Intent, minuteAt, NotWritten, type Standing } from './carry-out.ts'
import { chunksOf } from './chunk.ts'
import type { LiveMessage, Ports, StoredMessage } from './ports.ts'

/** What another model says of a message as it stood at `version`, and its vector where it is a question and one was made. */
export type NewLabel = { key: string; version: number; labelled: Labelled; vector?: Uint8Array | undefined }

export type Relabelling =
  | { is: 'relabelled' }
  | { is: 'encoded' } // that model has labelled it already: the label stays, and the vector is new
  | { is: 'same' } // that model has labelled it already, and the vector is of that encoder or none was given
  | { is: 'changed'; message: LiveMessage } // edited or relabelled since: this label may not be of what stands now
  | { is: 'gone' } // erased or expired, or never in this room
  | { is: 'no-text' } // labels only are kept: nobody can know what the new label is of
  | { is: 'refused'; why: string } // the store will not take it
  | { is: 'busy' } // contended until there was no time left: nothing is written

type RelabelPorts = Pick<Ports, 'store' | 'clock' | 'draw'>
type To = { room: string; model: string }

/**
 * Write what `model` says over what another said, and move the counts with it: one transaction for a chunk of
 * messages, each on the condition that it is as it was labelled. An outcome for each label, by key; no key twice.
 * Harmless to repeat: whatever that model has labelled already stays, but for a vector that is missing or of another
 * encoder: it is filled in, which moves no counts. Throws where it is not known what was written.
 */
export const relabel = async (
  ports: RelabelPorts,
  room: string,
  model: string,
  labels: readonly NewLabel[],
  limits: Limits,
): Promise<Map<string, Relabelling>> => {
  const standing: Standing = await ports.store.read(labels.map(({ key }) => key))
  const intents = labels.map(label => relabelling({ room, model }, label))
  const outcomes = new Map<string, Relabelling>()
  for (const chunk of chunksOf(intents, ({ key }) => minuteAt(standing, key)))
    for (const [key, result] of await carryOut(ports, chunk, limits, standing))
      outcomes.set(key, outcomeOf(result))
  return outcomes
}

const relabelling = (to: To, label: NewLabel): Intent<Relabelling> => ({
  room: to.room,
  key: label.key,
  settle: stored => {
    const settled = settle(to, label, stored)
    return 'from' in settled ? undefined : settled
  },
  item: (from, { shard }) => {
    const settled = settle(to, label, from)
    if (!('from' in settled)) throw new Error(`${label.key} is settled, and not to be written`)
    return isBy(to.model, from)
      ? encoded(settled.from, label)
      : relabelled(settled.from, label, to.model, shard)
  },
  done: from => ({ is: isBy(to.model, from) ? 'encoded' : 'relabelled' }),
})

const isBy = (model: string, stored: StoredMessage | undefined): boolean =>
  stored?.is === 'live' && stored.model === model

/** One that the stored label has a place for, and that is missing there or of another encoder. */
const fillsIn = ({ vector }: NewLabel, stored: LiveMessage): boolean =>
  vector !== undefined && stored.kind === 'question' && encoderOf(stored.vector) !== encoderOf(vector)

/** What needs no write, or what is to be written over. */
const settle = (
  { room, model }: To,
  label: NewLabel,
  stored: StoredMessage | undefined,
): Relabelling | { from: LiveMessage } => {
  if (stored?.is !== 'live' || stored.room !== room) return { is: 'gone' }
  if (stored.model === model && !fillsIn(label, stored)) return { is: 'same' }
  if (stored.text === undefined) return { is: 'no-text' }
  if (stored.version !== label.version) return { is: 'changed', message: stored }
  return { from: stored }
}

const outcomeOf = (result: Relabelling | Hindered): Relabelling => {
  if (result.is === 'rejected') return { is: 'refused', why: result.detail }
  if (result.is !== 'failed') return result
  if (result.cause instanceof NotWritten) return { is: 'busy' }
  throw result.cause
}

/** It counts as it did, where it did; its version rises, and the rev of its minute with the write. */
const encoded = (from: LiveMessage, { vector }: NewLabel): LiveMessage => ({
  ...from,
  vector,
  version: from.version + 1,
})

/**
 * Only what a model says changes, and where it is counted: not what was said, nor how long it is remembered. The text is
 * the same, so a vector of it holds; what is no question has none.
 */
const relabelled = (
  { kind: _, offensive: __, flagged: ___, vector: held, ...from }: LiveMessage,
  { labelled: { label, confidence, score, sure, kind, offensive, flagged }, vector = held }: NewLabel,
  model: string,
  shard: number,
): LiveMessage => ({
  ...from,
  ...{ label, confidence, score, sure },
  ...(kind === undefined ? {} : { kind }),
  ...(offensive === undefined ? {} : { offensive }),
  ...(flagged === undefined ? {} : { flagged }),
  ...(kind === 'question' && vector !== undefined ? { vector } : {}),
  ...{ model, shard, version: from.version + 1 },
})
