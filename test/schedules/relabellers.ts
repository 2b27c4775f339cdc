/* People who have the messages of a room labelled by another model, as `roomtone relabel` does. */
import type { LiveMessage, Ports } from '../../functions/pipeline/ports.ts'
import { type NewLabel, relabel } from '../../functions/pipeline/relabel.ts'
import { identityName, labelBy, type ModelName } from './names.ts'
import type { Text } from './plan.ts'
import { scheduledClassifier } from './ports.ts'
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
      page.messages.filter(message => message.model !== model),
    )
    cursor = page.cursor
  }
  return `${room}: ${count} relabelled by ${model}`
}

const relabelPage = async (relabeller: Relabeller, messages: readonly LiveMessage[]): Promise<number> => {
  const { ports, room, model, world } = relabeller
  if (messages.length === 0) return 0
  const labels = await labelsOf(relabeller, messages)
  const outcomes = await insist(() => {
    const limits = { deadlineMs: world.scheduler.now() + RELABEL_MS }
    return relabel(ports, room, model, labels, limits)
  })
  const changed = [...outcomes.values()].flatMap(one => (one.is === 'changed' ? one.message : []))
  const done = [...outcomes.values()].filter(({ is }) => is === 'relabelled').length
  return done + (await relabelPage(relabeller, changed))
}

const labelsOf = async (
  { world, by, model }: Relabeller,
  messages: readonly LiveMessage[],
): Promise<NewLabel[]> => {
  const { classify } = scheduledClassifier(world, by, model)
  const classified = await insist(() => classify(messages.map(({ text }) => text!)))
  return messages.flatMap(({ key, version }, at) => {
    const said = classified[at]!
    if (said.is !== 'labelled') return []
    const { is, probabilities, ...labelled } = said
    return { key, version, labelled }
  })
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
  await ports.clock.sleep(INDEX_LAG_MS)
  await relabelAll({ ...relabeller, model: 'stub' })
  return `${room}: there and back`
}
