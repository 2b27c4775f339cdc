/*
 * A plan is all that fast-check draws: what people do, and what the scheduler decides at every step. A plan and the
 * code under test give one schedule, always the same; a plan that shrinks gives a shorter one.
 */
import fc from 'fast-check'

export const rooms = ['plaza', 'hall#2'] as const
export const ids = ['a', 'b', 'c'] as const

/** good, bad, meh and shaky can be counted; blank has no tokens, the store refuses poison, torn is no JSON. */
export const texts = ['good', 'bad', 'meh', 'shaky', 'blank', 'poison', 'torn'] as const
export type Text = (typeof texts)[number]

export type Posting = {
  room: string
  id: string
  revision: number
  text: Text
  daysAgo: number
  minutesAgo: number
}

export type Operation =
  | ({ do: 'post' } & Posting)
  | { do: 'again'; nth: number } // the nth posting is delivered once more
  | { do: 'erase'; room: string; id: string }
  | { do: 'wait'; days: number }
  | { do: 'sweep' }
  | { do: 'audit'; room: string; repair: boolean }
  | { do: 'replay' } // every open dead letter
  | { do: 'grow' } // one more shard

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
  lagMs: number
}

const room = fc.constantFrom(...rooms)
const id = fc.constantFrom(...ids)

const posting = fc.record({
  do: fc.constant('post' as const),
  room,
  id,
  revision: fc.nat(2),
  text: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('good', 'bad', 'meh', 'shaky') },
    { weight: 1, arbitrary: fc.constantFrom('blank', 'poison', 'torn') },
  ) as fc.Arbitrary<Text>,
  daysAgo: fc.oneof(
    { weight: 10, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.constantFrom(34, 36) },
  ),
  minutesAgo: fc.nat(2),
})

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 14, arbitrary: posting },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('again' as const), nth: fc.nat(9) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('erase' as const), room, id }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.constantFrom(0.5, 16, 38) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'sweep' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('audit' as const), room, repair: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ do: 'replay' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'grow' as const }) },
)

const decision = fc.record({
  pick: fc.nat(11),
  fate: fc.oneof(
    { weight: 12, arbitrary: fc.constant('ok' as const) },
    { weight: 3, arbitrary: fc.constantFrom(...fates) },
  ),
})

export const plans: fc.Arbitrary<Plan> = fc.record({
  workers: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
  operations: fc.array(operation, { minLength: 1, maxLength: 16 }),
  backlog: fc.nat(10),
  decisions: fc.array(decision, { maxLength: 60 }),
  luck: fc.array(fc.nat(999), { minLength: 1, maxLength: 6 }),
  shards: fc.integer({ min: 1, max: 3 }),
  lagMs: fc.constantFrom(0, 150),
})
