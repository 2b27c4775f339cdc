/* What holds at every step of a correct schedule, because a message and its counts change together. */
import { isNothing, minus, nothing, plus, tallyOf } from '../../functions/pipeline/mood.ts'
import type { LiveMessage, StoredMessage } from '../../functions/pipeline/ports.ts'
import type { Tally } from '../../schemas/mood.ts'
import type { Contents } from './model-store.ts'
import { identityName, storedName, tallyName, windowName } from './names.ts'
import { readerInvariants, type Seen } from './reader-invariants.ts'

/** Two sides that should have been equal, or a value and what it should have been. */
export type Violation = { invariant: string; says: string; where: string; left: string; right: string }

/** What is looked at: the store, what has expired from it, and which keys were erased. */
export type Observed = {
  contents: Contents
  expired: StoredMessage[]
  erased: Set<string>
  /** By how much someone has counted wrong by hand, where no audit has repaired it yet: 'plaza total' -> {n: 1, …} */
  drift: Map<string, Tally>
  /** Rooms in which someone has, until audits have repaired them. */
  corrupted: Set<string>
  /** Messages by key, and the revs of minutes, as they were at the last look. */
  seen: Map<string, Seen>
  revs: Map<string, number>
}

type Sums = ReadonlyMap<string, Tally>

const add = (sums: Map<string, Tally>, where: string, tally: Tally) =>
  sums.set(where, plus(sums.get(where) ?? nothing, tally))

/** Counters summed over shards: 'plaza total' -> {n: 2, …} */
export const countedOf = ({ counters }: Contents): Map<string, Tally> => {
  const sums = new Map<string, Tally>()
  for (const { room, window, tally } of counters.values()) add(sums, `${room} ${windowName(window)}`, tally)
  return sums
}

/** What the counters should be: every message that is live, or was until it expired. */
const foldOf = ({ contents, expired }: Observed): Map<string, Tally> => {
  const sums = new Map<string, Tally>()
  for (const message of [...contents.messages.values(), ...expired]) {
    if (message.is !== 'live') continue
    add(sums, `${message.room} ${windowName(message.minute)}`, tallyOf(message))
    add(sums, `${message.room} total`, tallyOf(message))
  }
  return sums
}

const minutesOf = ({ counters }: Contents): Map<string, Tally> => {
  const sums = new Map<string, Tally>()
  for (const { room, window, tally } of counters.values())
    if (window !== 'total') add(sums, `${room} total`, tally)
  return sums
}

const isSame = (a: Tally = nothing, b: Tally = nothing) => isNothing(minus(a, b))

/** The first place where two sets of sums differ. */
export const differenceOf = (
  left: Sums,
  right: Sums,
): Pick<Violation, 'where' | 'left' | 'right'> | undefined => {
  for (const where of new Set([...left.keys(), ...right.keys()])) {
    const [a, b] = [left.get(where) ?? nothing, right.get(where) ?? nothing]
    if (!isSame(a, b)) return { where, left: tallyName(a), right: tallyName(b) }
  }
  return undefined
}

type Fault = Pick<Violation, 'where' | 'left' | 'right'> | undefined
export type Invariant = { invariant: string; says: string; faultOf(observed: Observed): Fault }

/**
 * Drift that was repaired is gone. The total of a room whose counters are being repaired is made to match its minutes,
 * and they may be wrong at that moment: it is looked at when all audits are done.
 */
const carryDrift = ({ drift, corrupted }: Observed, counted: Sums, fold: Sums): void => {
  for (const where of [...drift.keys()]) if (isSame(counted.get(where), fold.get(where))) drift.delete(where)
  for (const where of [...corrupted].map(room => `${room} total`))
    if (!isSame(counted.get(where), fold.get(where)))
      drift.set(where, minus(counted.get(where) ?? nothing, fold.get(where) ?? nothing))
}

/** For who looks at no invariant yet: a repair between two faults is seen all the same. */
export const followRepairs = (observed: Observed): void =>
  carryDrift(observed, countedOf(observed.contents), foldOf(observed))

export const invariants: readonly Invariant[] = [
  {
    invariant: 'I9',
    says: 'what was erased, before or after it arrived, counts zero (left: what stands; right: what should)',
    faultOf: ({ contents, erased }) => {
      const key = [...erased].find(key => contents.messages.get(key)?.is === 'live')
      return key === undefined
        ? undefined
        : { where: identityName(key), left: storedName(contents.messages.get(key)), right: 'a tombstone' }
    },
  },
  {
    invariant: 'I3',
    says: 'no message is counted twice (left: counted long ago, and expired; right: counted again)',
    faultOf: ({ contents, expired }) => {
      const twice = (one: StoredMessage): one is LiveMessage =>
        one.is === 'live' && contents.messages.get(one.key)?.is === 'live'
      const before = expired.find(twice)
      return before === undefined
        ? undefined
        : {
            where: identityName(before.key),
            left: storedName(before),
            right: storedName(contents.messages.get(before.key)),
          }
    },
  },
  {
    invariant: 'I10',
    says: 'n >= 0, n = negative + neutral + positive = all models together, unsure, questions and flagged each from 0 to n (left: the counters; right: the rule)',
    faultOf: ({ contents }) => {
      const wrong = [...countedOf(contents)].find(([, tally]) => !isSound(tally))
      return (
        wrong && { where: wrong[0], left: tallyName(wrong[1]), right: 'no part negative or larger than n' }
      )
    },
  },
  {
    invariant: 'I4',
    says: 'the total is the sum of the minutes (left: the total; right: the minutes)',
    faultOf: ({ contents, drift }) => {
      if (drift.size > 0) return undefined
      const totals = [...countedOf(contents)].filter(([where]) => where.endsWith(' total'))
      return differenceOf(new Map(totals), minutesOf(contents))
    },
  },
  {
    invariant: 'I1, I7',
    says: 'the counters are the fold over the messages, expired ones included (left: the counters; right: the fold)',
    faultOf: observed => {
      const [counted, fold] = [countedOf(observed.contents), foldOf(observed)]
      carryDrift(observed, counted, fold)
      for (const [where, drift] of observed.drift) add(fold, where, drift)
      return differenceOf(counted, fold)
    },
  },
  ...readerInvariants,
]

const isSound = ({ n, negative, neutral, positive, unsure, questions, flagged, models }: Tally): boolean => {
  const byModel = Object.values(models)
  return (
    n === negative + neutral + positive &&
    n === byModel.reduce((all, one) => all + one, 0) &&
    [negative, neutral, positive, unsure, questions, flagged, ...byModel].every(
      part => part >= 0 && part <= n,
    )
  )
}

/** The first invariant that does not hold. */
export const firstViolation = (observed: Observed): Violation | undefined => {
  for (const { invariant, says, faultOf } of invariants) {
    const fault = faultOf(observed)
    if (fault) return { invariant, says, ...fault }
  }
  return undefined
}
