import type { QuestionVector } from './vector.ts'
import type { Near, VectorRows } from './vector-rows.ts'

/*
 * Leader clustering (Hartigan 1975) in a fixed order, kept up to date.
 *
 * Who has no leader before it in the order that is as near as `cosine` is a leader; everybody else follows the nearest of
 * those that it has. Two leaders are never that near, so hardly ever are many near one item, and each follower can
 * remember which: what may have changed is decided anew, one after the other in the order, and nothing else is.
 */

/** Where an item stands. */
export type Standing<Item> = {
  item: Item
  leads: boolean
  /** The leaders before it that are near enough. A leader has none. */
  near: Near<Standing<Item>>[]
  /** Of a leader: those whose `near` it is among. */
  nearTo: Set<Standing<Item>>
}

export type Floor<Item> = {
  /** How near is near enough. */
  cosine: number
  order: (a: Standing<Item>, b: Standing<Item>) => number
  leading: VectorRows<Standing<Item>>
  following: VectorRows<Standing<Item>>
  /** None comes after it, so that whoever comes last, as most do, need not be compared with followers. */
  last?: Standing<Item> | undefined
  /** Since it was looked at: whoever may lead now or no longer, or lead others than before. */
  changed: Set<Item>
}

/** It may follow another: so do those change that it followed, or may follow now. */
export const touch = <Item>({ changed }: Floor<Item>, { item, near }: Standing<Item>): void => {
  changed.add(item)
  for (const { owner } of near) changed.add(owner.item)
}

export const link = <Item>(
  floor: Floor<Item>,
  one: Standing<Item>,
  leader: Standing<Item>,
  cosine: number,
): void => {
  one.near.push({ owner: leader, cosine })
  leader.nearTo.add(one)
  touch(floor, one)
}

/** It leads from now on. Gives the leaders after it that are too near to it to lead. */
export const lead = <Item>(
  floor: Floor<Item>,
  one: Standing<Item>,
  vector: QuestionVector,
): Standing<Item>[] => {
  const after = floor.last === one ? [] : nearAfter(floor, one, vector)
  for (const { owner, cosine } of after) link(floor, owner, one, cosine)
  one.leads = true
  floor.changed.add(one.item)
  floor.leading.add(one, vector)
  return after.map(({ owner }) => owner).filter(({ leads }) => leads)
}

const nearAfter = <Item>(
  { leading, following, cosine, order }: Floor<Item>,
  one: Standing<Item>,
  vector: QuestionVector,
): Near<Standing<Item>>[] =>
  [leading, following].flatMap(rows =>
    rows.within(vector, cosine).filter(({ owner }) => order(owner, one) > 0),
  )

/** It leads no longer, as it is gone or follows. Gives those who have no leader left. */
export const abandon = <Item>(floor: Floor<Item>, one: Standing<Item>): Standing<Item>[] => {
  const followers = [...one.nearTo]
  one.nearTo.clear()
  touch(floor, one)
  for (const follower of followers) {
    touch(floor, follower)
    follower.near = follower.near.filter(({ owner }) => owner !== one)
  }
  return followers.filter(({ near }) => near.length === 0)
}

const demote = <Item>(floor: Floor<Item>, one: Standing<Item>): Standing<Item>[] => {
  floor.following.add(one, floor.leading.remove(one))
  one.leads = false
  return abandon(floor, one)
}

/** Gives those that are to be decided because of it. */
const decide = <Item>(floor: Floor<Item>, one: Standing<Item>): Standing<Item>[] => {
  if (one.near.length === 0) return one.leads ? [] : lead(floor, one, floor.following.remove(one))
  return one.leads ? demote(floor, one) : []
}

/** Who leads changes only what comes after it. So the first is decided first; in another order some would be decided twice. */
export const settle = <Item>(floor: Floor<Item>, undecided: Standing<Item>[]): void => {
  const lastFirst = (a: Standing<Item>, b: Standing<Item>) => floor.order(b, a)
  let waiting = undecided.sort(lastFirst)
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const affected = decide(floor, one)
    if (affected.length > 0) waiting = [...new Set([...waiting, ...affected])].sort(lastFirst)
  }
}

/** Whom it follows: the nearest of those that are near enough; itself if it leads. */
export const leaderOf = <Item>(floor: Floor<Item>, one: Standing<Item>): Standing<Item> =>
  nearestOf(floor, one.near)?.owner ?? one

/** Of two that are equally near the first. */
export const nearestOf = <Item>(
  { order }: Floor<Item>,
  all: readonly Near<Standing<Item>>[],
): Near<Standing<Item>> | undefined => {
  let best: Near<Standing<Item>> | undefined
  for (const near of all)
    if (
      !best ||
      near.cosine > best.cosine ||
      (near.cosine === best.cosine && order(near.owner, best.owner) < 0)
    )
      best = near
  return best
}
