import { parseTimeKey } from '../pipeline/keys.ts'
import { Refusal } from './problem.ts'

/** Opaque to callers, so that they do not come to build one. '001763800000000#c0d5…' <-> 'MDAxNzYz…' */
export const cursorOf = (timeKey: string): string => Buffer.from(timeKey).toString('base64url')

export const readCursor = (cursor: string): string => {
  const timeKey = Buffer.from(cursor, 'base64url').toString()
  if (cursorOf(timeKey) === cursor && parseTimeKey(timeKey)) return timeKey
  throw new Refusal(400, 'cursor: is not one that a page gave; start without it')
}
