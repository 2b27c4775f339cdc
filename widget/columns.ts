import type { Counts, Mood } from '../schemas/mood.ts'
import { timeOf } from './freshness.ts'
import { count, messages, part } from './shares.ts'

/** One column of the trend: a minute or an hour, with or without messages. `start` is epoch ms. */
export type Column = Pick<Counts, 'n' | 'negative' | 'neutral' | 'positive'> & { start: number }

const empty = { n: 0, negative: 0, neutral: 0, positive: 0 }

/**
 * The windows of a mood with the gaps filled, from its start to now, or to its last window where a sender's clock
 * runs ahead. Windows at 9:00 and 9:02, now 9:03:30 -> 9:00, 9:01, 9:02, 9:03
 */
export const columnsOf = (mood: Pick<Mood, 'from' | 'windows'>, stepMs: number, nowMs: number): Column[] => {
  const byStart = new Map(mood.windows.map(window => [window.start, window]))
  const first = mood.from ?? mood.windows[0]?.start ?? nowMs
  const last = Math.max(nowMs, mood.windows.at(-1)?.start ?? 0)
  const columns: Column[] = []
  for (let start = Math.floor(first / stepMs) * stepMs; start <= last; start += stepMs)
    columns.push(byStart.get(start) ?? { ...empty, start })
  return columns
}

/**
 * The trend in two sentences, for who cannot see the columns.
 * 'Busiest at 14:32 with 41 messages. Positive: 48% in the first half, 56% in the second.'
 */
export const trendInWords = (columns: readonly Column[]): string => {
  const busiest = columns.reduce((a, b) => (b.n > a.n ? b : a), columns[0] ?? { ...empty, start: 0 })
  if (busiest.n === 0) return 'No messages in this time.'
  const middle = Math.ceil(columns.length / 2)
  const peak = `Busiest at ${timeOf(busiest.start)} with ${messages(busiest.n)}.`
  const halves = [columns.slice(0, middle), columns.slice(middle)].map(positivePart)
  return halves.includes(undefined)
    ? peak
    : `${peak} Positive: ${halves[0]} in the first half, ${halves[1]} in the second.`
}

const positivePart = (columns: readonly Column[]): string | undefined => {
  const total = (field: 'n' | 'positive') => columns.reduce((sum, column) => sum + column[field], 0)
  return total('n') === 0 ? undefined : part(total('positive'), total('n'))
}

/** One column in words. '14:32 · 24: 4 negative, 8 neutral, 12 positive' */
export const columnInWords = (column: Column): string =>
  `${timeOf(column.start)} · ${count(column.n)}: ${column.negative} negative, ${column.neutral} neutral, ${column.positive} positive`
