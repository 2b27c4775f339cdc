/* What those rely on who read a room's questions and keep what they read: vectors are of their texts, and revs tell of change. */
import type { StoredMessage } from '../../functions/pipeline/ports.ts'
import { vectorOf } from '../functions/pipeline/stub-encoder.ts'
import type { Invariant, Observed, Violation } from './invariants.ts'
import type { Contents } from './model-store.ts'
import { encoderBy, identityName, type ModelName, storedName, windowName } from './names.ts'

const encoders = Object.values(encoderBy)

/** 'none', 'of "good" by similarity@1a2b3c4', or that it is of something else. */
export const vectorName = (message: StoredMessage): string => {
  if (!('vector' in message) || message.vector === undefined) return 'none'
  const bytes = Buffer.from(message.vector)
  const whose = encoders.find(encoder => bytes.equals(vectorOf(message.text ?? '', encoder)))
  return whose ? `of "${message.text}" by ${whose}` : 'of another text'
}

const isMisplaced = (message: StoredMessage): boolean => {
  const name = vectorName(message)
  const isQuestion = message.is === 'live' && message.kind === 'question'
  return name !== 'none' && (!isQuestion || name === 'of another text')
}

/** What was seen of a message, and of the counters of its minute, when it was looked at last. */
export type Seen = { version: number; counted: string | undefined }

const countedIn = (message: StoredMessage): string | undefined =>
  message.is === 'live' ? `${message.room} ${windowName(message.minute)}` : undefined

/** Of each minute, all its counters' revs together: 'plaza m-2' -> 7 */
const revsOf = ({ counters }: Contents): Map<string, number> => {
  const revs = new Map<string, number>()
  for (const { room, window, rev } of counters.values())
    revs.set(`${room} ${windowName(window)}`, (revs.get(`${room} ${windowName(window)}`) ?? 0) + rev)
  return revs
}

/** The minutes that a message has left or joined, or in which it has changed. */
const movedIn = (before: Seen | undefined, now: StoredMessage): string[] => {
  if (before?.version === now.version) return []
  return [before?.counted, countedIn(now)].filter(minute => minute !== undefined)
}

/** Looks at what has changed since the last look, and remembers what it sees. */
const unnoticed = ({ contents, seen, revs }: Observed) => {
  const revsNow = revsOf(contents)
  const moved = [...contents.messages.values()].flatMap(message =>
    movedIn(seen.get(message.key), message).map(minute => ({ message, minute })),
  )
  const fault = moved.find(({ minute }) => (revsNow.get(minute) ?? 0) <= (revs.get(minute) ?? 0))
  seen.clear()
  for (const message of contents.messages.values())
    seen.set(message.key, { version: message.version, counted: countedIn(message) })
  revs.clear()
  for (const [minute, rev] of revsNow) revs.set(minute, rev)
  return fault && { where: `${identityName(fault.message.key)} in ${fault.minute}`, of: fault.message }
}

export const readerInvariants: readonly Invariant[] = [
  {
    invariant: 'I11',
    says: 'a question has the vector of its own text or none; nothing else has one (left: the vector; right: the message)',
    faultOf: ({ contents }) => {
      const wrong = [...contents.messages.values()].find(isMisplaced)
      return wrong && { where: identityName(wrong.key), left: vectorName(wrong), right: storedName(wrong) }
    },
  },
  {
    invariant: 'I12',
    says: 'whatever changes a message raises a rev of the minute that it was in, and of that it is in (left: what stands; right: the rule)',
    faultOf: observed => {
      const fault = unnoticed(observed)
      return fault && { where: fault.where, left: storedName(fault.of), right: 'a rev that has risen' }
    },
  },
]

/** A live question of the room that has no vector of what makes them where that model labels. */
export const vectorlessIn = (
  { contents }: Observed,
  room: string,
  model: ModelName,
): Violation | undefined => {
  const encoder = encoderBy[model]
  const wrong = [...contents.messages.values()].find(
    message =>
      message.is === 'live' &&
      message.room === room &&
      message.kind === 'question' &&
      vectorName(message) !== `of "${message.text}" by ${encoder}`,
  )
  return (
    wrong && {
      invariant: 'relabel',
      says: 'of what is relabelled in peace, every question has a vector of that encoder (left: its vector; right: the encoder)',
      where: identityName(wrong.key),
      left: vectorName(wrong),
      right: encoder,
    }
  )
}
