import type { Clock } from '../pipeline/ports.ts'
import { type Grouping, type QuestionGroups, questionGroups } from '../questions/groups.ts'
import type { Listed, Versioned } from './list-minutes.ts'
import type { Minute } from './minutes.ts'

/** How long grouping may keep others waiting at a time. */
const SLICE_MS = 10

/** The questions of some minutes, grouped. */
export type KeptMinutes = {
  /** What was listed takes the place of what is there. Stopped half-way, the minute is one that is to be read again. */
  hold(listed: Listed, most: number): Promise<void>
  /** Forget all minutes but these. */
  forgetOthers(minutes: ReadonlySet<number>): Promise<void>
  /** Whether it is kept as its counters say that it is. */
  isCurrent(minute: Minute): boolean
  /** Whether none is to be read again before its counters change. */
  isSettled(): boolean
  groups: QuestionGroups
  size(): number
}

/** A minute with this version, first and last listed then. Without one it was not taken whole. */
type Held = {
  version?: string | undefined
  firstAt: number
  lastAt: number
  isWhole: boolean
  keys: Set<string>
}

export const keptMinutes = (grouping: Grouping, clock: Clock): KeptMinutes => {
  const groups = questionGroups(grouping)
  const minutes = new Map<number, Held>()
  const places = new Map<string, { minute: number; version: number }>()
  const turn = turns(clock)

  const drop = (key: string) => {
    groups.remove(key)
    minutes.get(places.get(key)!.minute)!.keys.delete(key)
    places.delete(key)
  }
  const keep = (minute: number, { question, version }: Versioned) => {
    const { key } = question
    const place = places.get(key)
    // Moved to another minute while both were listed, it was seen there later than here.
    if (place && place.version > version) return
    if (place?.version !== version) groups.put(question)
    if (place) minutes.get(place.minute)!.keys.delete(key)
    minutes.get(minute)!.keys.add(key)
    places.set(key, { minute, version })
  }
  return {
    hold: async ({ minute: { minute, version, questions: counted }, questions }, most) => {
      const before = minutes.get(minute)
      const lastAt = clock.now()
      const firstAt = before?.version === version ? before.firstAt : lastAt
      const held: Held = { firstAt, lastAt, isWhole: false, keys: before?.keys ?? new Set() }
      minutes.set(minute, held)
      for (const key of [...held.keys]) if (!questions.has(key)) await turn(() => drop(key))
      // First asked first: whoever comes last is compared with the fewest.
      for (const one of [...questions.values()].reverse()) await turn(() => keep(minute, one))
      held.version = version
      held.isWhole = questions.size === Math.min(counted, most)
    },
    forgetOthers: async wanted => {
      for (const [minute, { keys }] of [...minutes]) {
        if (wanted.has(minute)) continue
        for (const key of [...keys]) await turn(() => drop(key))
        minutes.delete(minute)
      }
    },
    isCurrent: ({ minute, version }) => {
      const held = minutes.get(minute)
      return held?.version === version && isSettled(held, clock.now())
    },
    isSettled: () => [...minutes.values()].every(held => isSettled(held, clock.now())),
    groups,
    size: () => places.size,
  }
}

/**
 * An index that lags tells too few. Once as many were listed as had been counted before, all that were counted are here:
 * none that was listed had gone, and whoever has come since has changed the version. Until then it is listed again, each
 * time after as long as it has been waited for: where counts have drifted it never comes, and an audit is to find that.
 */
const isSettled = ({ version, isWhole, firstAt, lastAt }: Held, nowMs: number): boolean =>
  version !== undefined && (isWhole || nowMs - lastAt < lastAt - firstAt)

/** Does one thing after the other, and lets others have their turn every few milliseconds. */
const turns = (clock: Clock) => {
  let since = clock.now()
  return async (work: () => void): Promise<void> => {
    if (clock.now() - since >= SLICE_MS) {
      await clock.sleep(0)
      since = clock.now()
    }
    work()
  }
}
