import type { Origin } from '../../schemas/dead-letter.ts'
import type { Clock, Encoder, Letters, Queue, Store } from '../pipeline/ports.ts'
import type { Access } from './access.ts'

/** For the log: what failed, under the reference that the caller was told instead. */
export type Failure = { reference: string; method: string; path: string; error: unknown }

export type CommonPorts = {
  access: Access
  clock: Clock
  /** A new UUID at each call: names messages that came without an id, and failures. */
  makeId: () => string
  report: (failure: Failure) => void
}

/** What posting needs. */
export type IngestPorts = CommonPorts & {
  /** Where posts wait to be counted. */
  queue: Queue
}

/** What everything else needs but questions. */
export type QueryPorts = CommonPorts & {
  store: Store
  letters: Letters
  /** The queue that a dead letter came from; undefined where it is not ours to send to. */
  queueFor: (origin: Origin) => Queue | undefined
  /** From 0 up to, not including, 1. */
  draw: () => number
  /** How long an answered mood may be given again, in milliseconds. The default stack: 1,000. */
  moodCacheMs: number
  version: string
  /** Name and version of the model that labels. */
  modelName?: string | undefined
}

/** What answers about questions need. */
export type QuestionPorts = CommonPorts & {
  store: Pick<Store, 'counters' | 'list'>
  /** Whose vectors are compared. None: questions are grouped by their texts alone. */
  encoder?: Encoder | undefined
}

export type ApiPorts = IngestPorts & QueryPorts & QuestionPorts
