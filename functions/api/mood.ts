import { HORIZON_MS, MAX_AHEAD_MS } from '../../schemas/limits.ts'
import type { Grain, Mood } from '../../schemas/mood.ts'
import type { MoodQuery } from '../../schemas/requests.ts'
import { MINUTE_MS } from '../pipeline/mood.ts'
import type { Span } from '../pipeline/ports.ts'
import { readMood } from '../pipeline/read-mood.ts'
import type { Handlers } from './call.ts'
import { tagged } from './etag.ts'
import type { QueryPorts } from './ports.ts'
import { unprocessable } from './problem.ts'
import { remembering } from './remembering.ts'

type Asked = { grain: 'total'; span?: Span | undefined } | { grain: 'minute' | 'hour'; span: Span }

const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** How long a span may be (each minute of it is read, from each shard), and is where none is asked for. */
const spans: Record<Grain, { longestMs: number; longest: string; usualMs?: number }> = {
  minute: { longestMs: DAY_MS, longest: 'a day', usualMs: HOUR_MS },
  hour: { longestMs: HORIZON_MS, longest: '35 days', usualMs: DAY_MS },
  total: { longestMs: HORIZON_MS, longest: '35 days' },
}

export const moodHandlers = ({
  store,
  clock,
  moodCacheMs,
}: Pick<QueryPorts, 'store' | 'clock' | 'moodCacheMs'>): Handlers<'readMood'> => {
  const recall = remembering<{ mood: Mood; etag: string }>(clock, moodCacheMs)
  return {
    readMood: async ({ path: { room }, query, request }) => {
      const asked = askedOf(query, clock.now())
      const { mood, etag } = await recall(JSON.stringify([room, asked]), () => readMood(store, room, asked))
      return tagged(request, mood, etag)
    },
  }
}

/** Up to "now" is up to the end of the last minute that a message may be posted in: a sender's clock may run ahead. */
const askedOf = ({ grain, from, to }: MoodQuery, nowMs: number): Asked => {
  if (grain === 'total' && from === undefined && to === undefined) return { grain }
  const { longestMs, longest, usualMs } = spans[grain]
  const toMs = to ?? (Math.floor((nowMs + MAX_AHEAD_MS) / MINUTE_MS) + 1) * MINUTE_MS
  const fromMs = from ?? (usualMs === undefined ? undefined : Math.max(0, toMs - usualMs))
  if (fromMs === undefined)
    throw unprocessable([{ pointer: 'query/from', detail: 'is missing: give it with to, or neither' }])
  if (fromMs >= toMs)
    throw unprocessable([{ pointer: 'query/from', detail: `is not before to: ${fromMs} >= ${toMs}` }])
  if (toMs - fromMs > longestMs)
    throw unprocessable([
      {
        pointer: 'query/from',
        detail: `${grain} spans ${longest} at most: ask for parts of it`,
      },
    ])
  return { grain, span: { fromMs, toMs } }
}
