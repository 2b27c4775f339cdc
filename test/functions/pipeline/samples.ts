/* Messages, ports and a clock for the tests of the pipeline; the store is the one of the schedules. */

import type { Delivery } from '../../../events/delivery.ts'
import { contentDigest, messageKey } from '../../../functions/pipeline/keys.ts'
import type { KeyedMessage, LabelledMessage } from '../../../functions/pipeline/message-item.ts'
import { sum } from '../../../functions/pipeline/mood.ts'
import type {
  Classification,
  Clock,
  LiveMessage,
  Ports,
  Store,
  Tombstone,
  Write,
  WriteResult,
} from '../../../functions/pipeline/ports.ts'
import type { Label, Labelled } from '../../../schemas/labelled.ts'
import type { Message } from '../../../schemas/message.ts'
import { type ModelStore, modelStore } from '../../schedules/model-store.ts'

export const T = Date.UTC(2026, 10, 22, 9, 1, 30)
export const MINUTE_MS = 60_000
export const limits = { deadlineMs: T + 8_000 }

/** A clock that moves only by sleeping, and remembers for how long it slept. */
export const stillClock = (startMs = T): Clock & { slept: number[] } => {
  let nowMs = startMs
  const slept: number[] = []
  return {
    slept,
    now: () => nowMs,
    sleep: async ms => {
      slept.push(ms)
      nowMs += ms
    },
  }
}

export const messageOf = (fields: Partial<Message> = {}): KeyedMessage => {
  const message = {
    room: 'hall',
    source: 'app',
    id: 'q-1',
    revision: 0,
    text: 'good',
    postedAt: T,
    ...fields,
  }
  return { ...message, key: messageKey(message), digest: contentDigest(message) }
}

const labelIn = (text: string): Label =>
  text.includes('good') ? 'positive' : text.includes('bad') ? 'negative' : 'neutral'
const scores: Record<Label, number> = { negative: -700, neutral: 0, positive: 800 }

/** A text with a ? is a question, a rude one is flagged; of an old one the model told neither. */
const toldOf = (text: string): Pick<Labelled, 'kind' | 'offensive' | 'flagged'> => {
  const flagged = text.includes('rude')
  const kind = text.includes('?') ? 'question' : 'comment'
  return text.includes('old') ? {} : { kind, offensive: flagged ? 0.9 : 0.1, flagged }
}

export const classificationOf = (text: string): Classification => {
  if (text.includes('blank')) return { is: 'unclassifiable', reason: 'no-tokens', detail: 'nothing to read' }
  const label = labelIn(text)
  const probabilities = { negative: 0, neutral: 0, positive: 0, [label]: 1 }
  return {
    is: 'labelled',
    label,
    confidence: 1,
    score: scores[label],
    sure: label !== 'neutral',
    ...toldOf(text),
    probabilities,
  }
}

export const labelledOf = (fields: Partial<Message> = {}): LabelledMessage => {
  const message = messageOf(fields)
  const classification = classificationOf(message.text)
  if (classification.is !== 'labelled') throw new Error(`${message.text} has no label`)
  const { is, probabilities, ...labelled } = classification
  return { message, labelled, model: 'stub' }
}

export const deliveryOf = (fields: Partial<Message> | string = {}, receives = 1): Delivery => {
  const body =
    typeof fields === 'string'
      ? fields
      : JSON.stringify({ room: 'hall', source: 'app', id: 'q-1', text: 'good', postedAt: T, ...fields })
  return {
    body: Buffer.from(body),
    receives,
    origin: { source: 'sqs', name: 'posted', delivery: `of ${body.slice(0, 20)}` },
  }
}

export type Bench = ModelStore & { ports: Ports; clock: ReturnType<typeof stillClock>; writes: Write[] }

/**
 * Ports on a fresh model store. `answers` are given to the first writes in place of the store's own; undefined lets the
 * store answer. `writes` are all that were asked for.
 */
export const bench = ({
  answers = [],
  draws = [0],
  ...given
}: Partial<Ports> & { answers?: (WriteResult | Error | undefined)[]; draws?: number[] } = {}): Bench => {
  const model = modelStore()
  const clock = stillClock()
  const writes: Write[] = []
  let drawn = 0
  const store: Store = {
    ...model.store,
    write: async write => {
      const answer = answers[writes.push(write) - 1]
      if (answer instanceof Error) throw answer
      return answer ?? model.store.write(write)
    },
  }
  const classifier = {
    model: 'stub',
    classify: async (texts: readonly string[]) => texts.map(classificationOf),
  }
  const draw = () => draws[drawn++ % draws.length]!
  return {
    ...model,
    clock,
    writes,
    ports: { store, letters: model.letters, classifier, clock, draw, ...given },
  }
}

/** Every count of the room's total, summed over shards. */
export const tallyIn = ({ contents }: ModelStore, room = 'hall') =>
  sum(
    [...contents.counters.values()]
      .filter(one => one.room === room && one.window === 'total')
      .map(({ tally }) => tally),
  )

/** The room's total, summed over shards: 'n=2 positive=1' */
export const totalOf = ({ contents }: ModelStore, room = 'hall') => {
  const totals = [...contents.counters.values()].filter(one => one.room === room && one.window === 'total')
  const over = (field: 'n' | Label) => totals.reduce((sum, { tally }) => sum + tally[field], 0)
  return { n: over('n'), negative: over('negative'), neutral: over('neutral'), positive: over('positive') }
}

export const standing = ({ contents }: ModelStore, fields: Partial<Message> = {}) =>
  contents.messages.get(messageOf(fields).key) as LiveMessage | Tombstone | undefined
