import type { Rejection } from '../../schemas/dead-letter.ts'
import { type Label, labels } from '../../schemas/labelled.ts'
import { countOutcomes, type Outcome, type OutcomeCounts } from './outcome.ts'
import type {
  Classifier,
  Clock,
  MessagePut,
  Ports,
  Store,
  StoredMessage,
  Write,
  WriteResult,
} from './ports.ts'

/** What was measured since `sinceMs` (epoch milliseconds), up to the end of a batch. */
export type Measured = {
  sinceMs: number
  /** New messages that a write is known to have counted: by label, and those whose label is unsure. */
  counted: Record<Label | 'unsure', number>
  /** Questions that a write is known to have counted, or an edit, without a vector although there is an encoder. */
  vectorless: number
  outcomes: OutcomeCounts
  rejected: Partial<Record<Rejection, number>>
  /** Messages of each batch. */
  batch: number[]
  /** Milliseconds from postedAt to counted, of each message. */
  age: number[]
  /** Milliseconds of each call of the model, and of each request to the store, one that threw included. */
  model: number[]
  store: number[]
}

export type Meter = {
  /** The ports that are measured: the same, but for the time that they take. */
  ports: Ports
  /** To be called at the end of each batch. */
  settled(outcomes: readonly Outcome[]): void
}

/**
 * A report is made at the end of a batch, and at most so often: a line of the log is paid by its bytes, and one a batch
 * would be written for every message where messages come one by one.
 */
export const REPORT_MS = 10_000
/** … or as soon as that many times of one kind were taken, because a line of metrics holds no more (events/metric-line.ts). */
export const REPORT_TIMES = 100
/** What lies as long as this, because no batch came, is reported under its own time and not with the next batch. */
const STALE_MS = 60_000

/**
 * Measure a classifier and a store from outside, and what became of messages. Nothing waits for it: noting is a push to
 * an array. What was noted after the last report is lost when the process ends; counts of moods are the store's, and
 * lose nothing. `stopwatch` counts milliseconds, with fractions.
 */
export const metering = (
  ports: Ports,
  { clock, stopwatch }: { clock: Pick<Clock, 'now'>; stopwatch: () => number },
  report: (measured: Measured) => void,
): Meter => {
  const { current, settle } = keeping(clock, report)
  /** The work is begun here: a network that computes, and SQLite, do most of theirs before they give a promise. */
  const timed: Timed = (kind, work) => {
    const startedMs = stopwatch()
    return work().finally(() => current()[kind].push(tenths(stopwatch() - startedMs)))
  }
  const wantsVectors = ports.encoder !== undefined && !ports.withoutTexts
  return {
    ports: {
      ...ports,
      classifier: timedClassifier(ports.classifier, timed),
      store: timedStore(ports.store, timed, ({ puts }) => {
        note(puts, clock.now(), current())
        if (wantsVectors) current().vectorless += puts.filter(({ message }) => isVectorless(message)).length
      }),
    },
    settled: outcomes => {
      noteOutcomes(outcomes, current())
      settle()
    },
  }
}

/** What is measured until it is reported: `current` to note it in, `settle` at the end of a batch. */
const keeping = (clock: Pick<Clock, 'now'>, report: (measured: Measured) => void) => {
  let seen: Measured | undefined
  let reportedMs = Number.NEGATIVE_INFINITY
  const tell = () => {
    if (seen) report(seen)
    seen = undefined
    reportedMs = clock.now()
  }
  const current = (): Measured => {
    if (seen && clock.now() - seen.sinceMs >= STALE_MS) tell()
    seen ??= nothingMeasured(clock.now())
    return seen
  }
  const settle = () => {
    if (isFull(current()) || clock.now() - reportedMs >= REPORT_MS) tell()
  }
  return { current, settle }
}

type Timed = <T>(kind: 'model' | 'store', work: () => Promise<T>) => Promise<T>

const timedClassifier = ({ model, classify }: Classifier, timed: Timed): Classifier => ({
  model,
  classify: texts => timed('model', () => classify(texts)),
})

const isVectorless = (message: StoredMessage): boolean =>
  message.is === 'live' && message.kind === 'question' && message.vector === undefined

const timedStore = (store: Store, timed: Timed, written: (write: Write) => void): Store => ({
  ...store,
  read: keys => timed('store', () => store.read(keys)),
  write: async (write): Promise<WriteResult> => {
    const result = await timed('store', () => store.write(write))
    if (result.is === 'written') written(write)
    return result
  },
})

/** A message is new where nothing stood under its key; one that was edited had its turn. */
const note = (puts: readonly MessagePut[], nowMs: number, { counted, age }: Measured): void => {
  for (const { message, over } of puts) {
    if (message.is !== 'live' || over !== 0) continue
    counted[message.label]++
    if (!message.sure) counted.unsure++
    age.push(Math.max(0, nowMs - message.postedAt)) // clocks differ: a message may come from the future
  }
}

const noteOutcomes = (outcomes: readonly Outcome[], seen: Measured): void => {
  seen.batch.push(outcomes.length)
  for (const [is, count] of Object.entries(countOutcomes(outcomes)))
    seen.outcomes[is as Outcome['is']] += count
  for (const outcome of outcomes)
    if (outcome.is === 'rejected') seen.rejected[outcome.reason] = (seen.rejected[outcome.reason] ?? 0) + 1
}

const isFull = ({ batch, age, model, store }: Measured): boolean =>
  [batch, age, model, store].some(({ length }) => length >= REPORT_TIMES)

const nothingMeasured = (sinceMs: number): Measured => ({
  sinceMs,
  counted: { ...(Object.fromEntries(labels.map(label => [label, 0])) as Record<Label, number>), unsure: 0 },
  vectorless: 0,
  outcomes: countOutcomes([]),
  rejected: {},
  batch: [],
  age: [],
  model: [],
  store: [],
})

/** 1.23456 -> 1.2 */
const tenths = (ms: number): number => Math.round(10 * ms) / 10
