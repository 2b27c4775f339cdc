import {
  abandon,
  type Floor,
  lead,
  leaderOf,
  link,
  nearestOf,
  type Standing,
  settle,
  touch,
} from './standing.ts'
import type { QuestionVector } from './vector.ts'
import { type Near, vectorRows } from './vector-rows.ts'

/** Items, each of which leads or follows another (standing.ts says how it is decided). */
export type Leaders<Item> = {
  /** An item does not change while it is here. */
  add(item: Item, vector: QuestionVector): void
  remove(item: Item): void
  /** Whom it follows: itself if it leads. */
  leaderOf(item: Item): Item
  /** All who lead, in no order. */
  all(): Item[]
  /** Since this was asked last: whoever leads now, or no longer, or others than before, and perhaps some more. */
  changed(): Item[]
  /** Of a leader: itself, and those that follow it. */
  followersOf(leader: Item): Item[]
  /** Whom one would follow that is asked after all others; none: it would lead. */
  wouldFollow(vector: QuestionVector): Near<Item> | undefined
  /** `count` at the most, the nearest first. */
  nearest(query: QuestionVector, count: number): Near<Item>[]
}

/**
 * The order is total: of two items one comes first. `cosine` is more than 0.
 * With 0.9, added in any order, a at 0°, b at 20° and c at 40° -> a leads and b follows it, c leads.
 */
export const leaders = <Item>(cosine: number, order: (a: Item, b: Item) => number): Leaders<Item> => {
  const floor: Floor<Item> = {
    cosine,
    order: (a, b) => order(a.item, b.item),
    leading: vectorRows(),
    following: vectorRows(),
    changed: new Set(),
  }
  const standings = new Map<Item, Standing<Item>>()
  return {
    add: (item, vector) => {
      const one: Standing<Item> = { item, leads: false, near: [], nearTo: new Set() }
      standings.set(item, one)
      enter(floor, one, vector)
    },
    remove: item => {
      const one = standings.get(item)!
      standings.delete(item)
      leave(floor, one)
    },
    leaderOf: item => leaderOf(floor, standings.get(item)!).item,
    all: () => floor.leading.owners().map(({ item }) => item),
    changed: () => {
      const items = [...floor.changed]
      floor.changed.clear()
      return items
    },
    followersOf: leader => {
      const one = standings.get(leader)!
      return [one, ...one.nearTo].filter(near => leaderOf(floor, near) === one).map(({ item }) => item)
    },
    wouldFollow: vector => {
      const near = nearestOf(floor, floor.leading.within(vector, floor.cosine))
      return near && { owner: near.owner.item, cosine: near.cosine }
    },
    nearest: (query, count) =>
      [floor.leading, floor.following]
        .flatMap(rows => rows.nearest(query, count, floor.order))
        .sort((a, b) => b.cosine - a.cosine || floor.order(a.owner, b.owner))
        .slice(0, count)
        .map(({ owner, cosine }) => ({ owner: owner.item, cosine })),
  }
}

const enter = <Item>(floor: Floor<Item>, one: Standing<Item>, vector: QuestionVector): void => {
  for (const { owner, cosine } of floor.leading.within(vector, floor.cosine))
    if (floor.order(owner, one) < 0) link(floor, one, owner, cosine)
  if (!floor.last || floor.order(one, floor.last) > 0) floor.last = one
  if (one.near.length > 0) floor.following.add(one, vector)
  else settle(floor, lead(floor, one, vector))
}

const leave = <Item>(floor: Floor<Item>, one: Standing<Item>): void => {
  const rows = one.leads ? floor.leading : floor.following
  rows.remove(one)
  touch(floor, one)
  for (const { owner } of one.near) owner.nearTo.delete(one)
  settle(floor, abandon(floor, one))
}
