import { createHash } from 'node:crypto'
import type { Counts, Grain, Mood, Tally } from '../../schemas/mood.ts'
import { MINUTE_MS, sum } from './mood.ts'
import type { Counter, Span, Store } from './ports.ts'

/** Length of a window, epoch milliseconds. Only minutes and the total are stored; an hour is summed on reading. */
const grainMs: Record<Exclude<Grain, 'total'>, number> = { minute: MINUTE_MS, hour: 60 * MINUTE_MS }

/**
 * The mood of a room: over its whole life from the total (no span), or over the minutes that start within a span.
 * A grain of minute or hour wants a span. The tag changes whenever the answer does.
 */
export const readMood = async (
  store: Pick<Store, 'counters'>,
  room: string,
  { grain, span }: { grain: 'total'; span?: Span | undefined } | { grain: 'minute' | 'hour'; span: Span },
): Promise<{ mood: Mood; etag: string }> => {
  const counters = await store.counters(room, span)
  const tally = sum(counters.map(one => one.tally))
  const mood: Mood = {
    room,
    grain,
    ...(span ? { from: span.fromMs, to: span.toMs } : {}),
    ...(counters.length > 0 ? { countedAt: Math.max(...counters.map(({ at }) => at)) } : {}),
    ...countsOf(tally),
    models: countedBy(tally),
    windows: grain === 'total' ? [] : windowsOf(counters, grainMs[grain]),
  }
  return {
    mood,
    etag: `"${createHash('sha256').update(JSON.stringify(mood)).digest('base64url').slice(0, 22)}"`,
  }
}

const windowsOf = (counters: readonly Counter[], lengthMs: number): Mood['windows'] => {
  const startOf = ({ window }: Counter) => {
    const startMs = Number(window) * MINUTE_MS
    return startMs - (startMs % lengthMs)
  }
  return [...Map.groupBy(counters, startOf)]
    .map(([start, group]) => ({ start, ...countsOf(sum(group.map(({ tally }) => tally))) }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => a.start - b.start)
}

/** {n: 2, …, score: 1500} -> {n: 2, …, score: 0.75}: the mean, three decimals; null where nothing is counted. */
export const countsOf = ({ models, ...tally }: Tally): Counts => ({
  ...tally,
  score: tally.n > 0 ? Math.round(tally.score / tally.n) / 1000 : null,
})

/**
 * By how many messages, most first. A counter from before models were counted may have been taken something from that
 * it never had: what is below 0 is not known.
 */
const countedBy = ({ models }: Tally): Tally['models'] =>
  Object.fromEntries(
    Object.entries(models)
      .filter(([, n]) => n > 0)
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
  )
