/*
 * A plan is all that fast-check draws: what people do, and what the scheduler decides at every step. A plan and the
 * code under test give one schedule, always the same; a plan that shrinks gives a shorter one.
 */
export const rooms = ['plaza', 'hall#2'] as const
export const ids = ['a', 'b', 'c'] as const

/** good, bad, meh and shaky can be counted; blank has no tokens, the store refuses poison, torn is no JSON. */
export const texts = ['good', 'bad', 'meh', 'shaky', 'blank', 'poison', 'torn'] as const
export type Text = (typeof texts)[number]

export const authors = ['ada', 'bob'] as const
export type Author = (typeof authors)[number]

export type Posting = {
  room: string
  id: string
  revision: number
  text: Text
  daysAgo: number
  minutesAgo: number
  author?: Author | undefined
  /** An edit as an event of its own; otherwise it is bare JSON with a revision. */
  asEvent?: boolean | undefined
}

export type Operation =
  | ({ do: 'post' } & Posting)
  | { do: 'again'; nth: number } // the nth posting is delivered once more
  | { do: 'erase'; room: string; id: string }
  | { do: 'post erasure'; room: string; id: string; form: 'bare' | 'event' }
  | { do: 'erase author'; room: string; author: Author }
  | { do: 'wait'; days: number }
  | { do: 'sweep' }
  | { do: 'audit'; room: string; repair: boolean; inSteps?: boolean }
  | { do: 'replay' } // every open dead letter
  | { do: 'edit' } // every open dead letter that cannot be counted as it is
  | { do: 'relabel'; room: string; by: 'stub' | 'other' } // every message of the room, by that model
  | { do: 'grow' } // one more shard
  | { do: 'corrupt'; room: string; window: 'total' | 'minute' } // someone counts by hand

/**
 * What happens to one call to a port. lost: it happens, and the caller is told it failed. late: the caller is told it
 * failed, and it happens some time after. crash: the caller dies, before it or right after it happened.
 */
export const fates = ['ok', 'lost', 'late', 'outage', 'contended', 'crash', 'crash after'] as const
export type Fate = (typeof fates)[number]

/** Which of the things that could happen next does (modulo their number), and how it ends. */
export type Decision = { pick: number; fate: Fate }

export type Plan = {
  /** Batch size of each worker. */
  workers: number[]
  operations: Operation[]
  /** How many operations are done before the workers start. */
  backlog: number
  /** One a step; once they are used up, everything goes well and in order. */
  decisions: Decision[]
  /** What ports.draw gives, in thousandths, over and over. */
  luck: number[]
  shards: number
  /** How far the index that lists messages may lag behind them. */
  lagMs: number
  /** How long a worker has for a batch. */
  batchMs: number
}
