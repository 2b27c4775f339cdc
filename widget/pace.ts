import type { Trouble } from './api.ts'

/** Nobody looks: often enough to be nearly right when somebody does. */
const HIDDEN_MS = 30_000
/** Refused: only a person can change that. */
const REFUSED_MS = 30_000
/** A server that was away is found again within this. */
const LONGEST_AWAY_MS = 10_000

export type Pace = {
  everyMs: number
  hidden: boolean
  /** Looks that failed in a row. */
  failures: number
  trouble?: Trouble | undefined
}

/**
 * How long to wait before looking again. Spread by `draw` (0 up to 1), so that a thousand pages that lost the
 * server together do not come back together.
 * visible, no failure -> 900 to 1,100 ms; failures 1, 2, 3 -> 1-2 s, 2-4 s, 4-8 s; hidden -> 27 to 33 s
 */
export const waitMs = ({ everyMs, hidden, failures, trouble }: Pace, draw: number): number => {
  if (hidden) return around(HIDDEN_MS, draw)
  if (trouble?.is === 'refused' && trouble.status < 500) return around(REFUSED_MS, draw)
  if (failures === 0) return around(everyMs, draw)
  const longest = Math.min(LONGEST_AWAY_MS, everyMs * 2 ** failures)
  return longest / 2 + (draw * longest) / 2
}

const around = (ms: number, draw: number): number => ms * (0.9 + 0.2 * draw)
