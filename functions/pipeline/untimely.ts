import type { Rejection } from '../../schemas/dead-letter.ts'
import { HORIZON_MS, MAX_AHEAD_MS } from '../../schemas/limits.ts'

/** The largest time that a Date holds. https://tc39.es/ecma262/#sec-time-values-and-time-range */
const MAX_DATE_MS = 8.64e15

/** Why a message of that time (epoch milliseconds) is not taken now; undefined: it is. */
export const untimely = (
  postedAt: number,
  nowMs: number,
): { reason: Extract<Rejection, 'too-old' | 'too-new'>; detail: string } | undefined => {
  const at = `postedAt is ${Math.abs(postedAt) <= MAX_DATE_MS ? new Date(postedAt).toISOString() : postedAt}`
  if (postedAt > nowMs + MAX_AHEAD_MS) return { reason: 'too-new', detail: `${at}, in the future` }
  if (postedAt >= nowMs - HORIZON_MS) return undefined
  const inSeconds = Math.abs(postedAt * 1000 - nowMs) < HORIZON_MS
  const hint = inSeconds ? 'it seems to be in seconds, give milliseconds' : 'older than 35 days'
  return { reason: 'too-old', detail: `${at}: ${hint}` }
}
