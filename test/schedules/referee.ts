/*
 * Says from the list of operations alone what a schedule must end in, without looking at how it went. Where the order
 * decides (two texts under one identity and revision, a message that may have grown too old on its way), it says what
 * it may end in: then each count has a lowest and a highest value.
 */
import { letterKey } from '../../functions/pipeline/keys.ts'
import { minuteOf, nothing, tallyFields, tallyOf } from '../../functions/pipeline/mood.ts'
import { HORIZON_MS, MEMORY_MARGIN_MS } from '../../schemas/limits.ts'
import type { Tally } from '../../schemas/mood.ts'
import { firstLostErasure, isOfErasedAuthor } from './corrections.ts'
import { countedOf, type Observed, type Violation } from './invariants.ts'
import {
  bodyOf,
  keyOf,
  labelBy,
  type ModelName,
  mendedOf,
  nameOf,
  postedAtOf,
  START_MS,
  windowName,
} from './names.ts'
import type { Operation, Posting } from './plan.ts'

/** What one identity may be counted as in the end; undefined: not at all. */
type Ends = (Posting | undefined)[]

export const postingsIn = (operations: readonly Operation[]): Posting[] =>
  operations.filter(operation => operation.do === 'post')

/** Countable whenever it arrives, never, or depending on when. */
const chanceOf = (posting: Posting, endMs: number): 'always' | 'perhaps' | 'never' => {
  if (mendedOf(posting) || postedAtOf(posting) < START_MS - HORIZON_MS) return 'never'
  return postedAtOf(posting) >= endMs - HORIZON_MS ? 'always' : 'perhaps'
}

/** What has expired cannot be erased any more, and its count stays. */
const mayForget = (endMs: number) => endMs - START_MS >= HORIZON_MS + MEMORY_MARGIN_MS

/** The last revision wins; erased counts zero, unless it had expired before it was erased. */
const endsOf = (postings: readonly Posting[], isErased: boolean, endMs: number, isMended: boolean): Ends => {
  if (isErased && !mayForget(endMs)) return [undefined]
  // Somebody edits letters: each that needs it may have been mended in time, or not.
  const mended = isMended ? postings.flatMap(posting => mendedOf(posting) ?? []) : []
  const possible = [...postings, ...mended].filter(posting => chanceOf(posting, endMs) !== 'never')
  const certain = possible.filter(
    posting => !mended.includes(posting) && chanceOf(posting, endMs) === 'always',
  )
  const last = Math.max(...certain.map(({ revision }) => revision))
  const ends: Ends = possible.filter(({ revision }) => certain.length === 0 || revision >= last)
  return certain.length === 0 || isErased ? [...ends, undefined] : ends
}

/** Whoever was erased has nothing left, and what they wrote may have taken its identity with it. */
const endsWithoutAuthors = (
  operations: readonly Operation[],
  postings: readonly Posting[],
  endMs: number,
  ends: (postings: readonly Posting[]) => Ends,
): Ends => {
  const others = postings.filter(posting => !isOfErasedAuthor(operations, posting))
  if (others.length === postings.length) return ends(postings)
  return [...ends(others), ...(mayForget(endMs) ? ends(postings) : []), undefined]
}

/** By each model that may have labelled it last. */
const talliesIn = (posting: Posting | undefined, where: string, models: readonly ModelName[]): Tally[] => {
  if (posting === undefined) return [nothing]
  const { room } = posting
  const minute = windowName(minuteOf(postedAtOf(posting)))
  if (where !== `${room} total` && where !== `${room} ${minute}`) return [nothing]
  return models.flatMap(model => {
    const labelled = labelBy[model][posting.text]
    return labelled ? tallyOf({ ...labelled, model }) : []
  })
}

/** Where someone relabels, some messages may have been passed over: they arrived later, or the label was too late. */
const modelsIn = (operations: readonly Operation[]): ModelName[] =>
  operations.some(one => one.do === 'relabel' && one.by === 'other') ? ['stub', 'other'] : ['stub']

/** The first count that lies outside of what the operations allow. */
export const refereeSays = (
  operations: readonly Operation[],
  endMs: number,
  { contents }: Observed,
): Violation | undefined => {
  const isMended = operations.some(one => one.do === 'edit')
  const erased = new Set(
    operations.flatMap(one => (one.do === 'erase' || one.do === 'post erasure' ? keyOf(one) : [])),
  )
  const identities = [...Map.groupBy(postingsIn(operations), keyOf)].map(([key, postings]) =>
    endsWithoutAuthors(operations, postings, endMs, those => endsOf(those, erased.has(key), endMs, isMended)),
  )
  const places = postingsIn(operations).flatMap(posting => [
    `${posting.room} total`,
    `${posting.room} ${windowName(minuteOf(postedAtOf(posting)))}`,
  ])
  const models = modelsIn(operations)
  const counted = countedOf(contents)
  for (const where of new Set([...places, ...counted.keys()]))
    for (const field of tallyFields) {
      const values = identities.map(ends =>
        ends.flatMap(end => talliesIn(end, where, models).map(tally => tally[field])),
      )
      const lowest = values.reduce((sum, some) => sum + Math.min(...some), 0)
      const highest = values.reduce((sum, some) => sum + Math.max(...some), 0)
      const found = (counted.get(where) ?? nothing)[field]
      if (found < lowest || found > highest)
        return {
          invariant: 'referee',
          says: 'each count is what the operations alone say (left: the counters; right: the operations)',
          where,
          left: `${field} ${found}`,
          right: lowest === highest ? `${field} ${lowest}` : `${field} from ${lowest} to ${highest}`,
        }
    }
  return undefined
}

/** I2: the first posting that is neither counted (it, or a later or equal one), nor erased, nor an open dead letter. */
export const firstLost = (operations: readonly Operation[], observed: Observed): Violation | undefined => {
  const { contents, expired } = observed
  const isSettled = (posting: Posting) =>
    [contents.messages.get(keyOf(posting)), ...expired.filter(({ key }) => key === keyOf(posting))].some(
      stored =>
        stored?.is === 'erased' ||
        (stored && stored.revision > posting.revision) ||
        (stored &&
          stored.revision === posting.revision &&
          stored.text === posting.text &&
          stored.author === posting.author),
    )
  const letterOf = (posting: Posting) =>
    contents.letters.get(letterKey('sqs:posted', Buffer.from(bodyOf(posting))))
  const isKept = (posting: Posting) => letterOf(posting)?.state === 'open' || isSettled(posting)
  /** What was mended lives on as what it was mended to. */
  const mendedIn = (posting: Posting) =>
    letterOf(posting)?.edited === undefined ? undefined : mendedOf(posting)
  const lost = postingsIn(operations).find(posting => {
    const mended = mendedIn(posting)
    // What is purged with its author is gone, as somebody wanted.
    return !isKept(posting) && !(mended && isKept(mended)) && !isOfErasedAuthor(operations, posting)
  })
  if (lost === undefined) return firstLostErasure(operations, observed)
  return (
    lost && {
      invariant: 'I2',
      says: 'every message is counted, erased or an open dead letter (left: the message; right: its dead letter)',
      where: lost.room,
      left: nameOf(lost),
      right: letterOf(lost)?.state ?? 'none',
    }
  )
}
