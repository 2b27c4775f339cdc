import type { Labelled } from '../../schemas/labelled.ts'
import type { Tally } from '../../schemas/mood.ts'

export const MINUTE_MS = 60_000

/** The minute window (whole minutes since the epoch) of a time. 1_763_800_000_000 -> 29_396_666 */
export const minuteOf = (timeMs: number): number => Math.floor(timeMs / MINUTE_MS)

export const nothing: Tally = {
  n: 0,
  negative: 0,
  neutral: 0,
  positive: 0,
  unsure: 0,
  questions: 0,
  flagged: 0,
  score: 0,
  models: {},
}

type Counted = Pick<Labelled, 'label' | 'sure' | 'kind' | 'flagged' | 'score'> & { model: string }

/** What one message adds to the counters of its windows. What its model did not tell adds nothing. */
export const tallyOf = ({ label, sure, kind, flagged, score, model }: Counted): Tally => ({
  ...nothing,
  n: 1,
  [label]: 1,
  unsure: sure ? 0 : 1,
  questions: kind === 'question' ? 1 : 0,
  flagged: flagged ? 1 : 0,
  score,
  models: { [model]: 1 },
})

/** What of a tally is one number. */
export const tallyFields = Object.keys(nothing).filter(field => field !== 'models') as Exclude<
  keyof Tally,
  'models'
>[]

type Models = Tally['models']

/** A model that comes to 0 is left out, so that equal counts are equal objects. ({a: 2, b: 1}, {b: 1}, -1) -> {a: 2} */
const combineModels = (a: Models, b: Models, sign: 1 | -1): Models => {
  const counts = new Map(Object.entries(a))
  for (const [model, n] of Object.entries(b)) counts.set(model, (counts.get(model) ?? 0) + sign * n)
  return Object.fromEntries([...counts].filter(([, n]) => n !== 0))
}

const combine = (a: Tally, b: Tally, sign: 1 | -1): Tally => ({
  n: a.n + sign * b.n,
  negative: a.negative + sign * b.negative,
  neutral: a.neutral + sign * b.neutral,
  positive: a.positive + sign * b.positive,
  unsure: a.unsure + sign * b.unsure,
  questions: a.questions + sign * b.questions,
  flagged: a.flagged + sign * b.flagged,
  score: a.score + sign * b.score,
  models: combineModels(a.models, b.models, sign),
})

export const plus = (a: Tally, b: Tally): Tally => combine(a, b, 1)
/** minus(a, a) is nothing; minus(nothing, a) takes a back. */
export const minus = (a: Tally, b: Tally): Tally => combine(a, b, -1)
export const sum = (tallies: Iterable<Tally>): Tally => {
  let total = nothing
  for (const tally of tallies) total = plus(total, tally)
  return total
}
/** As many as that of it: times(a, 3) is plus(a, plus(a, a)). `count` is a whole number from 0 up. */
export const times = (tally: Tally, count: number): Tally => {
  if (count === 0) return nothing
  const rest = times(plus(tally, tally), Math.floor(count / 2))
  return count % 2 === 1 ? plus(rest, tally) : rest
}
export const isNothing = (tally: Tally): boolean =>
  tallyFields.every(field => tally[field] === 0) && Object.values(tally.models).every(n => n === 0)
