import { type Group, groupOf, largestFirst } from './group.ts'
import type { Leaders } from './leaders.ts'
import type { Footing, Wording } from './wording.ts'

/** The groups that wordings make. Each is put together when it is asked for, and again only after it has changed. */
export type GatheredGroups = {
  /** A question of this wording has come, has gone, or was labelled anew; and it stands where it belongs. */
  note(wording: Wording): void
  /** The one that it is in. */
  around(wording: Wording): Group
  /** The largest first. */
  all(): readonly Group[]
}

/** What leads a group: a footing, or a wording that is compared with none. */
type Leading = Footing | Wording

export const gatheredGroups = (standing: Leaders<Footing>): GatheredGroups => {
  const made = new Map<Leading, Group>()
  const alone = new Set<Wording>()
  let inOrder: readonly Group[] | undefined

  const leadingOf = (wording: Wording): Leading =>
    wording.footing ? standing.leaderOf(wording.footing) : wording
  const groupLedBy = (leading: Leading): Group => {
    const group = made.get(leading) ?? make(standing, leading)
    made.set(leading, group)
    return group
  }
  return {
    note: wording => {
      inOrder = undefined
      for (const footing of standing.changed()) made.delete(footing)
      made.delete(wording)
      made.delete(leadingOf(wording))
      if (wording.footing || wording.asked.length === 0) alone.delete(wording)
      else alone.add(wording)
    },
    around: wording => groupLedBy(leadingOf(wording)),
    all: () => {
      inOrder ??= [...standing.all(), ...alone].map(groupLedBy).sort(largestFirst)
      return inOrder
    },
  }
}

const make = (standing: Leaders<Footing>, leading: Leading): Group => {
  const wordings =
    'wording' in leading ? standing.followersOf(leading).map(({ wording }) => wording) : [leading]
  return groupOf(wordings.flatMap(({ asked }) => asked.map(({ question }) => question)))
}
