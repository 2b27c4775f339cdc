/* People who have the messages of a room labelled by another model, as `roomtone relabel` does. */
import type { LiveMessage, Ports } from '../../functions/pipeline/ports.ts'
import { type NewLabel, relabel } from '../../functions/pipeline/relabel.ts'
import { encoderMark, encoderOf } from '../../functions/questions/vector.ts'
import { encoderBy, identityName, labelBy, type ModelName } from './names.ts'
import type { Text } from './plan.ts'
import { scheduledClassifier, scheduledEncoder } from './ports.ts'
import { vectorlessIn } from './reader-invariants.ts'
import type { Actor } from './scheduler.ts'
import type { World } from './stage.ts'

/** How long the store may be tried for one page of labels. */
const RELABEL_MS = 8_000
/** Few, so that much can happen between two. */
const PAGE = 2
/** Longer than any plan's index lags. */
const INDEX_LAG_MS = 1_000
const always = { fromMs: 0, toMs: 8.64e15 }

type Relabeller = { world: World; by: Actor; ports: Ports; room: string; model: ModelName }

/** Every message of the room, however often a call has to be made again. */
export const relabelAll = async (relabeller: Relabeller): Promise<string> => {
  const { ports, room, model } = relabeller
  let count = 0
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await insist(() => ports.store.list(room, always, PAGE, cursor))
    count += await relabelPage(
      relabeller,
      page.messages.filter(message => message.model !== model || lacksVector(message, model)),
    )
    cursor = page.cursor
  }
  return `${room}: ${count} relabelled by ${model}`
}

const lacksVector = ({ kind, vector }: LiveMessage, model: ModelName): boolean =>
  kind === 'question' && encoderOf(vector) !== encoderMark(encoderBy[model])

const relabelPage = async (relabeller: Relabeller, messages: readonly LiveMessage[]): Promise<number> => {
  const { ports, room, model, world } = relabeller
  if (messages.length === 0) return 0
  const labels = await labelsOf(relabeller, messages)
  const outcomes = await insist(() => {
    const limits = { deadlineMs: world.scheduler.now() + RELABEL_MS }
    return relabel(ports, room, model, labels, limits)
  })
  const changed = [...outcomes.values()].flatMap(one => (one.is === 'changed' ? one.message : []))
  const done = [...outcomes.values()].filter(({ is }) => is === 'relabelled' || is === 'encoded').length
  return done + (await relabelPage(relabeller, changed))
}

const labelsOf = async (relabeller: Relabeller, messages: readonly LiveMessage[]): Promise<NewLabel[]> => {
  const { world, by, model } = relabeller
  const { classify } = scheduledClassifier(world, by, model)
  const classified = await insist(() => classify(messages.map(({ text }) => text!)))
  const labels = messages.flatMap(({ key, version, text }, at) => {
    const said = classified[at]!
    if (said.is !== 'labelled') return []
    const { is, probabilities, ...labelled } = said
    return { key, version, text: text!, labelled }
  })
  const vectors = await vectorsOf(relabeller, labels)
  return labels.map(({ text, ...label }) => ({ ...label, vector: vectors.get(label.key) }))
}

const vectorsOf = async (
  { world, by, model }: Relabeller,
  labels: readonly (NewLabel & { text: string })[],
): Promise<Map<string, Uint8Array | undefined>> => {
  const questions = labels.filter(({ labelled }) => labelled.kind === 'question')
  if (questions.length === 0) return new Map()
  const { encode } = scheduledEncoder(world, by, { model, isSure: true })
  const packed = await insist(() => encode(questions.map(({ text }) => text)))
  return new Map(questions.map(({ key }, at) => [key, packed[at]]))
}

/** What the network does not answer is asked again: all of it is harmless to repeat. */
const insist = async <T>(work: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await work()
    } catch {}
  }
}

/** By the other model and back by the first, with a look in between: the index has seen all by then. */
export const relabelThereAndBack = async (relabeller: Omit<Relabeller, 'model'>): Promise<string> => {
  const { world, ports, room } = relabeller
  await relabelAll({ ...relabeller, model: 'other' })
  const left = [...world.observed.contents.messages.values()].find(
    (message): message is LiveMessage =>
      message.is === 'live' &&
      message.room === room &&
      message.model !== 'other' &&
      labelBy.other[message.text as Text] !== undefined,
  )
  if (left)
    world.complaints.push({
      invariant: 'relabel',
      says: 'what is relabelled in peace is all by that model (left: the message; right: the model)',
      where: identityName(left.key),
      left: left.model,
      right: 'other',
    })
  complainOfVectorless(world, room, 'other')
  await ports.clock.sleep(INDEX_LAG_MS)
  await relabelAll({ ...relabeller, model: 'stub' })
  complainOfVectorless(world, room, 'stub')
  return `${room}: there and back`
}

const complainOfVectorless = ({ observed, complaints }: World, room: string, model: ModelName): void => {
  const wrong = vectorlessIn(observed, room, model)
  if (wrong) complaints.push(wrong)
}
