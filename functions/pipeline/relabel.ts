import type { Labelled } from '../../schemas/labelled.ts'
import { type Limits, writeWithin } from './attempt.ts'
import { chunksOf } from './chunk.ts'
import type { LiveMessage, Ports, StoredMessage } from './ports.ts'
import { type Change, writeOf } from './write.ts'

/** What another model says of a message as it stood at `version`. */
export type NewLabel = { key: string; version: number; labelled: Labelled }

export type Relabelling =
  | { is: 'relabelled' }
  | { is: 'same' } // that model has labelled it already
  | { is: 'changed'; message: LiveMessage } // edited or relabelled since: this label may not be of what stands now
  | { is: 'gone' } // erased or expired, or never in this room
  | { is: 'no-text' } // labels only are kept: nobody can know what the new label is of
  | { is: 'refused'; why: string } // the store will not take it
  | { is: 'busy' } // contended until there was no time left: nothing is written

type RelabelPorts = Pick<Ports, 'store' | 'clock' | 'draw'>
type Relabellings = Map<string, Relabelling>
type Relabel = { label: NewLabel; from: LiveMessage }

/**
 * Write what `model` says over what another said, and move the counts with it: one transaction for a chunk of
 * messages, each on the condition that it is as it was labelled. An outcome for each label, by key; no key twice.
 * Harmless to repeat: whatever that model has labelled already stays. Throws where it is not known what was written.
 */
export const relabel = async (
  ports: RelabelPorts,
  room: string,
  model: string,
  labels: readonly NewLabel[],
  limits: Limits,
): Promise<Relabellings> => {
  const standing = await ports.store.read(labels.map(({ key }) => key))
  return relabelStanding(ports, { room, model }, labels, standing, limits)
}

type To = { room: string; model: string }

/** Given what stands under the keys: settle what needs no write, and write the rest. */
const relabelStanding = async (
  ports: RelabelPorts,
  to: To,
  labels: readonly NewLabel[],
  standing: ReadonlyMap<string, StoredMessage | undefined>,
  limits: Limits,
): Promise<Relabellings> => {
  const outcomes: Relabellings = new Map()
  const rest: Relabel[] = []
  for (const label of labels) {
    const settled = settle(to, label, standing.get(label.key))
    if (settled.is === 'to-write') rest.push({ label, from: settled.from })
    else outcomes.set(label.key, settled)
  }
  const byMessage = new Map(rest.map(one => [one.from, one]))
  for (const chunk of chunksOf([...byMessage.keys()])) {
    const written = await write(
      ports,
      to,
      chunk.map(from => byMessage.get(from)!),
      limits,
    )
    for (const [key, outcome] of written) outcomes.set(key, outcome)
  }
  return outcomes
}

const settle = (
  { room, model }: To,
  label: NewLabel,
  stored: StoredMessage | undefined,
): Relabelling | { is: 'to-write'; from: LiveMessage } => {
  if (stored?.is !== 'live' || stored.room !== room) return { is: 'gone' }
  if (stored.model === model) return { is: 'same' }
  if (stored.text === undefined) return { is: 'no-text' }
  if (stored.version !== label.version) return { is: 'changed', message: stored }
  return { is: 'to-write', from: stored }
}

const write = async (
  ports: RelabelPorts,
  to: To,
  chunk: readonly Relabel[],
  limits: Limits,
): Promise<Relabellings> => {
  const changesIn = (shard: number): Change[] =>
    chunk.map(({ label, from }) => ({ from, to: relabelled(from, label, to.model, shard) }))
  const result = await writeWithin(ports, limits, shard =>
    writeOf(to.room, changesIn(shard), shard, ports.clock.now()),
  )
  switch (result.is) {
    case 'written':
      return all(chunk, { is: 'relabelled' })
    case 'contended':
      return all(chunk, { is: 'busy' })
    case 'refused': {
      if (ports.clock.now() >= limits.deadlineMs) return all(chunk, { is: 'busy' })
      const asRead = chunk.map(({ from }): [string, StoredMessage] => [from.key, from])
      const standing = new Map<string, StoredMessage | undefined>([...asRead, ...result.standing])
      return relabelStanding(
        ports,
        to,
        chunk.map(({ label }) => label),
        standing,
        limits,
      )
    }
    case 'invalid':
      return chunk.length > 1
        ? inHalves(ports, to, chunk, limits)
        : all(chunk, { is: 'refused', why: result.why })
  }
}

/** Only what a model says changes, and where it is counted: not what was said, nor how long it is remembered. */
const relabelled = (
  { kind: _, offensive: __, flagged: ___, ...from }: LiveMessage,
  { labelled: { label, confidence, score, sure, kind, offensive, flagged } }: NewLabel,
  model: string,
  shard: number,
): LiveMessage => ({
  ...from,
  ...{ label, confidence, score, sure },
  ...(kind === undefined ? {} : { kind }),
  ...(offensive === undefined ? {} : { offensive }),
  ...(flagged === undefined ? {} : { flagged }),
  ...{ model, shard, version: from.version + 1 },
})

const inHalves = async (
  ports: RelabelPorts,
  to: To,
  chunk: readonly Relabel[],
  limits: Limits,
): Promise<Relabellings> => {
  const middle = Math.ceil(chunk.length / 2)
  const first = await write(ports, to, chunk.slice(0, middle), limits)
  return new Map([...first, ...(await write(ports, to, chunk.slice(middle), limits))])
}

const all = (chunk: readonly Relabel[], outcome: Relabelling): Relabellings =>
  new Map(chunk.map(({ label }) => [label.key, outcome]))
