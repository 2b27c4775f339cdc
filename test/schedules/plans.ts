/* What fast-check draws plans from: a bit of everything, and five kinds of life that random posting seldom leads. */
import fc from 'fast-check'
import { authors, fates, ids, type Operation, type Plan, rooms, type Text } from './plan.ts'

const room = fc.constantFrom(...rooms)
const id = fc.constantFrom(...ids)
const author = fc.constantFrom(...authors)
const countable: fc.Arbitrary<Text> = fc.constantFrom('good', 'bad', 'meh', 'shaky')
const uncountable: fc.Arbitrary<Text> = fc.constantFrom('blank', 'poison', 'torn')

const postingOf = (text: fc.Arbitrary<Text>, daysAgo: fc.Arbitrary<number>) =>
  fc.record({
    do: fc.constant('post' as const),
    ...{ room, id, revision: fc.nat(2), text, daysAgo, minutesAgo: fc.nat(2) },
    author: fc.option(author, { nil: undefined }),
    asEvent: fc.boolean(),
  })
const mostly = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: rare })

const posting = postingOf(mostly(countable, uncountable), mostly(fc.constant(0), fc.constantFrom(34, 36)))
const again = fc.record({ do: fc.constant('again' as const), nth: fc.nat(9) })
const erase = fc.record({ do: fc.constant('erase' as const), room, id })
const form = fc.constantFrom('bare' as const, 'event' as const)
const erasure = fc.record({ do: fc.constant('post erasure' as const), room, id, form })
const eraseAuthor = fc.record({ do: fc.constant('erase author' as const), room, author })
const wait = fc.record({ do: fc.constant('wait' as const), days: fc.constantFrom(0.5, 16, 38) })
const audit = fc.record({
  do: fc.constant('audit' as const),
  ...{ room, repair: fc.boolean(), inSteps: fc.boolean() },
})
const window = fc.constantFrom('total' as const, 'minute' as const)
const corrupt = fc.record({ do: fc.constant('corrupt' as const), room, window })
const sweep = fc.constant({ do: 'sweep' as const })
const replay = fc.constant({ do: 'replay' as const })
const edit = fc.constant({ do: 'edit' as const })
const relabel = fc.record({
  do: fc.constant('relabel' as const),
  room,
  by: fc.constantFrom('other' as const, 'stub' as const),
})
const grow = fc.constant({ do: 'grow' as const })

type Weighted = [weight: number, arbitrary: fc.Arbitrary<Operation>][]

/** Arrays are drawn as long as they may be (`size`): by itself, fast-check keeps them to ten or so. */
const operationsOf = (weighted: Weighted, minLength: number, maxLength: number) =>
  fc.array(fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary }))), {
    minLength,
    maxLength,
    size: 'max',
  })

/** `troubles` of 12 + troubles calls may go wrong. */
const decisionsOf = (troubles: number, maxLength: number) => {
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
  batchMs: fc.constantFrom(8_000, 15),
}

/** A bit of everything, and a lot of trouble. */
const anything = fc.record({
  ...circumstances,
  operations: operationsOf(
    [
      [14, posting],
      [4, again],
      [2, erase],
      [3, erasure],
      [1, eraseAuthor],
      [1, wait],
      [1, sweep],
      [1, audit],
      [1, replay],
      [1, edit],
      [2, relabel],
      [1, grow],
    ],
    1,
    16,
  ),
  decisions: decisionsOf(5, 60),
})

const inOneRoom = (operations: Operation[]): Operation[] =>
  operations.map(operation => ('room' in operation ? { ...operation, room: rooms[0] } : operation))

/** One message over and over: whatever can meet, meets. */
const ofOneMessage = (operations: fc.Arbitrary<Operation[]>) =>
  operations.map(all => inOneRoom(all).map(one => ('id' in one ? { ...one, id: ids[0] } : one)))

/** A message that cannot be counted, and operators who replay it all the same, or mend it first. */
const deadLetters = fc.record({
  ...circumstances,
  operations: ofOneMessage(
    operationsOf(
      [
        [4, postingOf(mostly(uncountable, countable), fc.constant(0))],
        [3, replay],
        [2, edit],
        [1, erase],
        [1, erasure],
        [1, eraseAuthor],
      ],
      2,
      8,
    ),
  ),
  backlog: fc.constant(0),
  decisions: decisionsOf(1, 60),
})

/** A message that comes again after weeks, with another postedAt at times. */
const longLife = fc.record({
  ...circumstances,
  operations: ofOneMessage(
    operationsOf(
      [
        [4, postingOf(countable, fc.constantFrom(0, 34))],
        [3, wait],
        [3, sweep],
        [1, again],
      ],
      3,
      12,
    ),
  ),
  backlog: fc.constant(0),
  decisions: decisionsOf(1, 20),
})

/** One message that is edited and erased in any order, by events and by people, its author too, over weeks. */
const corrected = fc.record({
  ...circumstances,
  operations: ofOneMessage(
    operationsOf(
      [
        [6, postingOf(countable, fc.constantFrom(0, 34))],
        [2, erasure],
        [1, erase],
        [2, eraseAuthor],
        [2, again],
        [1, wait],
        [1, sweep],
      ],
      2,
      10,
    ),
  ),
  backlog: fc.nat(4),
  decisions: decisionsOf(3, 60),
})

/** One room that is audited, with its counters as they should be or not, while messages keep coming. */
const auditedRoom = (first: fc.Arbitrary<Operation[]>, meanwhile: Weighted) =>
  fc.record({
    ...circumstances,
    operations: fc
      .tuple(
        operationsOf([[1, posting]], 1, 3),
        first,
        operationsOf([[8, posting], [3, erase], [1, audit], ...meanwhile], 4, 12),
      )
      .map(parts => inOneRoom(parts.flat())),
    backlog: fc.nat(4),
    decisions: decisionsOf(1, 160),
  })

/** One room that is relabelled by one model and another, while its messages come, are edited and erased. */
const relabelledRoom = fc.record({
  ...circumstances,
  operations: fc
    .tuple(
      operationsOf([[1, postingOf(countable, fc.constant(0))]], 1, 4),
      fc.tuple(relabel),
      operationsOf(
        [
          [5, postingOf(countable, fc.constant(0))],
          [2, erase],
          [3, relabel],
          [1, again],
          [1, audit],
        ],
        2,
        9,
      ),
    )
    .map(parts => inOneRoom(parts.flat())),
  backlog: fc.nat(4),
  decisions: decisionsOf(3, 120),
})

export const plans: fc.Arbitrary<Plan> = fc.oneof(
  { weight: 6, arbitrary: anything },
  { weight: 1, arbitrary: deadLetters },
  { weight: 1, arbitrary: longLife },
  { weight: 1, arbitrary: relabelledRoom },
  { weight: 2, arbitrary: corrected },
  { weight: 1, arbitrary: auditedRoom(fc.tuple(audit), [[1, wait]]) },
  { weight: 1, arbitrary: auditedRoom(fc.tuple(corrupt, audit), [[1, corrupt]]) },
)
