import { parseTimeKey, timeKey } from '../pipeline/keys.ts'
import type { Rank } from '../questions/group.ts'
import { Refusal } from './problem.ts'

/** Opaque to callers, so that they do not come to build one. '001763800000000#c0d5…' <-> 'MDAxNzYz…' */
export const cursorOf = (timeKey: string): string => Buffer.from(timeKey).toString('base64url')

export const readCursor = (cursor: string): string => {
  const timeKey = textOf(cursor)
  if (timeKey !== undefined && parseTimeKey(timeKey)) return timeKey
  throw notOurs()
}

/** A question in the order of asking. */
export const placeOf = (cursor: string): { postedAt: number; key: string } => {
  const { timeMs, key } = parseTimeKey(readCursor(cursor))!
  return { postedAt: timeMs, key }
}

/**
 * A rank among groups, not a group: whatever becomes of that one, what ranks behind it comes next. A group that has grown
 * past it meanwhile is on an earlier page. '40#001763800000000#c0d5…' <-> 'NDAjMDAx…'
 */
export const rankCursorOf = ({ size, representative: { postedAt, key } }: Rank): string =>
  cursorOf(`${size}#${timeKey(postedAt, key)}`)

export const rankOf = (cursor: string): Rank => {
  const [, size, rest] = /^([1-9]\d{0,8})#(.+)$/s.exec(textOf(cursor) ?? '') ?? []
  const place = rest === undefined ? undefined : parseTimeKey(rest)
  if (!place) throw notOurs()
  return { size: Number(size), representative: { postedAt: place.timeMs, key: place.key } }
}

/** Undefined: no cursor of ours is written so. */
const textOf = (cursor: string): string | undefined => {
  const text = Buffer.from(cursor, 'base64url').toString()
  return cursorOf(text) === cursor ? text : undefined
}

const notOurs = () => new Refusal(400, 'cursor: is not one that a page gave; start without it')
