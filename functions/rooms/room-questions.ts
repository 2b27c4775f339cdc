import type { Clock, Span, Store } from '../pipeline/ports.ts'
import type { Grouping, QuestionGroups } from '../questions/groups.ts'
import { keptMinutes } from './kept-minutes.ts'
import { type Listed, listMinutes } from './list-minutes.ts'
import { latestOf, minutesOf, type Run, runsOf, versionOf } from './minutes.ts'

/**
 * Questions of one room that are grouped at most, the latest of them: some 45 MB, and a few seconds of grouping where
 * nothing is known yet (npm run bench -- similarity).
 */
export const MAX_QUESTIONS = 50_000

export type RoomPorts = { store: Pick<Store, 'counters' | 'list'>; clock: Clock }

/** 'unfinished': there was no time for all of it. What was read stays, and the next reading goes on from there. */
export type Reading = 'current' | 'unfinished'

/** The questions of a room and span, grouped, as they were at the last reading. */
export type RoomQuestions = {
  /**
   * Read what has changed since. `deadlineMs`: list no more then, and group what is listed. Not again before it is done.
   * Throws what the store throws; what was read stays.
   */
  read(span: Span, deadlineMs: number): Promise<Reading>
  groups: Omit<QuestionGroups, 'put' | 'remove'>
  size(): number
  /** Whether the span holds more than are kept. */
  isPartial(): boolean
}

export const roomQuestions = (
  { store, clock }: RoomPorts,
  room: string,
  grouping: Grouping,
  most = MAX_QUESTIONS,
): RoomQuestions => {
  const kept = keptMinutes(grouping, clock)
  let seen: { version: string; partial: boolean } | undefined

  const list = async (runs: readonly Run[], deadlineMs: number) => {
    const listed: Listed[] = []
    for (const run of runs)
      for await (const one of listMinutes(store, room, run, most)) {
        listed.push(one)
        if (clock.now() >= deadlineMs) return { listed, isAll: false }
      }
    return { listed, isAll: true }
  }
  return {
    read: async (span, deadlineMs) => {
      const version = JSON.stringify([span, versionOf(await store.counters(room))])
      if (seen?.version === version && kept.isSettled()) return 'current'
      const { latest, partial } = latestOf(minutesOf(await store.counters(room, span)), most)
      await kept.forgetOthers(
        new Set(latest.filter(({ questions }) => questions > 0).map(({ minute }) => minute)),
      )
      const runs = runsOf(latest, minute => !kept.isCurrent(minute))
      const { listed, isAll } = await list(runs, deadlineMs)
      // From the earliest on, for the same reason as within a minute.
      for (const one of listed.reverse()) await kept.hold(one, most)
      if (!isAll) return 'unfinished'
      seen = { version, partial }
      return 'current'
    },
    groups: kept.groups,
    size: kept.size,
    isPartial: () => seen?.partial ?? false,
  }
}
