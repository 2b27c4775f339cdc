import { limits } from '../../schemas/limits.ts'
import type { MessageList, MessageView } from '../../schemas/message-view.ts'
import type { RelabelReport, RelabelRequest } from '../../schemas/relabel.ts'
import { at, type Client } from '../client.ts'
import { batchesOf, paced } from '../feed/batches.ts'
import { patiently } from '../patience.ts'
import type { Progress } from '../progress.ts'
import { isDone, type Labelled, labelsOf, type Models, type WithText } from './labels.ts'
import type { Sums } from './sums.ts'

export type Relabelling = Models & {
  client: Client
  room: string
  isDryRun: boolean
  /** Messages a second; undefined: as fast as it goes. */
  rate?: number | undefined
  signal: AbortSignal
  progress: Progress
  /** Filled as it goes, so that whoever stops it can say what was done. */
  sums: Sums
}

/** Batches on their way: while two are posted, the third is classified, so that a slow answer holds nothing up. */
const AT_ONCE = 3
/** How often a message is labelled again that others change at every look. */
const LOOKS = 5

/**
 * Classify the messages of a room that another model has labelled, newest first, and post the labels; questions that
 * lack a vector get one. Reading, classifying and posting overlap. When one fails for good, or at Ctrl-C, what is in hand is finished first. Run again,
 * it goes on: what it has relabelled is passed over, unread by the model. True: all is done; false: it was interrupted.
 */
export const relabelRoom = async (relabelling: Relabelling): Promise<boolean> => {
  const { rate, signal } = relabelling
  const batches = paced(batchesOf(toLabel(relabelling), rate), rate, signal)
  const worker = async () => {
    for await (const batch of batches) {
      if (signal.aborted) return
      await relabelBatch(relabelling, batch, 1)
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker))
  const failed = ended.find(result => result.status === 'rejected')
  if (failed && !signal.aborted) throw failed.reason
  return !signal.aborted
}

/** Those that another model has labelled, or that lack a vector, and that have a text. */
async function* toLabel({ classifier, encoder, progress, sums, ...room }: Relabelling) {
  for await (const messages of pagesOf({ progress, ...room })) {
    for (const message of messages) {
      sums.read++
      if (isDone({ classifier, encoder }, message)) sums.same++
      else if (message.text === undefined) sums.kept['no-text']++
      else yield { ...message, text: message.text }
    }
    progress.at(sums.read)
  }
}

/** While one page is worked on, the next is read. */
async function* pagesOf(room: Pick<Relabelling, 'client' | 'room' | 'signal' | 'progress'>) {
  const patient = patiently(room.signal, room.progress.line)
  const read = (cursor?: string): Promise<MessageList> => {
    const query = { limit: limits.messagesPerPost, cursor }
    const page = patient(() =>
      room.client.call<MessageList>(at`/v1/rooms/${room.room}/messages`, { query, signal: room.signal }),
    )
    page.catch(() => {}) // if it fails, it does so when it is awaited
    return page
  }
  for (let next: Promise<MessageList> | undefined = read(); next; ) {
    const { messages, cursor }: MessageList = await next
    next = cursor === undefined ? undefined : read(cursor)
    yield messages
  }
}

const relabelBatch = async (
  relabelling: Relabelling,
  batch: readonly WithText[],
  look: number,
): Promise<void> => {
  const labelled = await labelsOf(relabelling, batch, relabelling.sums)
  if (labelled.length === 0) return
  const lines = relabelling.isDryRun ? wouldBe(relabelling, labelled) : await post(relabelling, labelled)
  const changed = tally(relabelling.sums, labelled, lines).flatMap(message =>
    message.text === undefined ? [] : { ...message, text: message.text },
  )
  if (look < LOOKS) return changed.length > 0 ? relabelBatch(relabelling, changed, look + 1) : undefined
  relabelling.sums.kept.busy += changed.length
}

const post = async (
  { client, room, classifier, signal, progress }: Relabelling,
  labelled: readonly Labelled[],
): Promise<RelabelReport['labels']> => {
  const body: RelabelRequest = { model: classifier.model, labels: labelled.map(({ label }) => label) }
  const patient = patiently(signal, progress.line)
  const path = at`/v1/rooms/${room}/labels`
  const report = await patient(() => client.call<RelabelReport>(path, { method: 'POST', body }))
  return report.labels
}

const wouldBe = ({ classifier }: Models, labelled: readonly Labelled[]): RelabelReport['labels'] =>
  labelled.map(({ message: { key, model } }) => ({
    key,
    is: model === classifier.model ? 'encoded' : 'relabelled',
  }))

/** Count what became of each; those that have changed, as they stand now. */
const tally = (sums: Sums, labelled: readonly Labelled[], lines: RelabelReport['labels']): MessageView[] => {
  const byKey = new Map(labelled.map(one => [one.label.key, one]))
  return lines.flatMap(({ key, is, message: now }) => {
    if (is === 'changed') return now ?? []
    count(sums, byKey.get(key)!, is)
    return []
  })
}

type Became = Exclude<RelabelReport['labels'][number]['is'], 'changed'>

const count = (sums: Sums, { message, label, fills }: Labelled, is: Became): void => {
  if ((is === 'relabelled' && fills) || is === 'encoded') sums.encoded++
  if (is === 'same' || is === 'encoded') sums.same++
  else if (is === 'gone') sums.gone++
  else if (is !== 'relabelled') sums.kept[is]++
  else {
    sums.relabelled++
    sums.moved[message.label][label.label]++
  }
}
