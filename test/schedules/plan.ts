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

const countable: fc.Arbitrary<Text> = fc.constantFrom('good', 'bad', 'meh', 'shaky')
const uncountable: fc.Arbitrary<Text> = fc.constantFrom('blank', 'poison', 'torn')

const posting = fc.record({
  do: fc.constant('post' as const),
  room,
  id,
  revision: fc.nat(2),
  text: fc.oneof({ weight: 8, arbitrary: countable }, { weight: 1, arbitrary: uncountable }),
  daysAgo: fc.oneof(
    { weight: 10, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.constantFrom(34, 36) },
  ),
  minutesAgo: fc.nat(2),
})
const again = fc.record({ do: fc.constant('again' as const), nth: fc.nat(9) })
const erase = fc.record({ do: fc.constant('erase' as const), room, id })
const wait = fc.record({ do: fc.constant('wait' as const), days: fc.constantFrom(0.5, 16, 38) })
const audit = fc.record({ do: fc.constant('audit' as const), room, repair: fc.boolean() })
const sweep = fc.constant({ do: 'sweep' as const })
const replay = fc.constant({ do: 'replay' as const })
const grow = fc.constant({ do: 'grow' as const })

const decisions = (troubles: number, maxLength: number) => {
  const fate = fc.oneof(
    { weight: 12, arbitrary: fc.constant('ok' as const) },
    { weight: troubles, arbitrary: fc.constantFrom(...fates) },
  )
  return fc.array(fc.record({ pick: fc.nat(11), fate }), { maxLength, size: 'max' })
}

const circumstances = {
  workers: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
  backlog: fc.nat(10),
  luck: fc.array(fc.nat(999), { minLength: 1, maxLength: 6 }),
  shards: fc.integer({ min: 1, max: 3 }),
  lagMs: fc.constantFrom(0, 150),
}

/** A bit of everything, and a lot of trouble. */
const anything = fc.record({
  ...circumstances,
  operations: fc.array(
    fc.oneof(
      { weight: 14, arbitrary: posting },
      { weight: 4, arbitrary: again },
      { weight: 4, arbitrary: erase },
      ...[wait, sweep, audit, replay, grow].map(arbitrary => ({ weight: 1, arbitrary })),
    ) as fc.Arbitrary<Operation>,
    { minLength: 1, maxLength: 16, size: 'max' },
  ),
  decisions: decisions(5, 60),
})

/** One room that is audited while messages, edits and erasures keep coming. */
const auditedRoom = fc.record({
  ...circumstances,
  operations: fc
    .tuple(
      fc.array(posting, { minLength: 1, maxLength: 3 }),
      audit,
      fc.array(
        fc.oneof(
          { weight: 8, arbitrary: posting },
          { weight: 3, arbitrary: erase },
          { weight: 1, arbitrary: wait },
          { weight: 1, arbitrary: audit },
        ),
        { minLength: 4, maxLength: 12, size: 'max' },
      ),
    )
    .map(([before, first, after]) =>
      [...before, first, ...after].map(
        operation => ('room' in operation ? { ...operation, room: rooms[0] } : operation) as Operation,
      ),
    ),
  backlog: fc.nat(4),
  decisions: decisions(1, 160),
})

export const plans: fc.Arbitrary<Plan> = fc.oneof(
  { weight: 6, arbitrary: anything },
  { weight: 1, arbitrary: auditedRoom },
)
