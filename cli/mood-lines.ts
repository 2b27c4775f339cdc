import { type Label, labels } from '../schemas/labelled.ts'
import { type Counts, type Mood, unknownIn } from '../schemas/mood.ts'
import { colours } from './label-text.ts'
import { grouped, paint, plural, printable } from './terminal.ts'

const BAR_CHARACTERS = 30

/**
 * A mood as lines for a terminal.
 *
 *   all-hands: 8 messages
 *   positive  ███████████████                     4   50 %
 *   neutral   ███████████                         3   38 %
 *   negative  ████                                1   13 %
 *   3 questions · 1 flagged
 *   unsure 25 % · score +0.310 · last counted 2 s ago
 *   5 by sentiment@f1f95cc · 3 by nano@5a3e91b
 */
export const moodLines = (mood: Mood, nowMs: number): string[] => {
  const room = paint('bold', printable(mood.room))
  const isSpan = mood.from !== undefined || mood.to !== undefined
  if (mood.n === 0) return [`${room}: nothing counted ${isSpan ? 'in this time' : 'yet'}`]
  return [
    `${room}: ${plural(mood.n, 'message')}`,
    ...labels.toReversed().map(label => labelLine(mood, label)),
    ...told(mood),
    [`unsure ${percent(mood.unsure, mood.n)}`, `score ${signed(mood.score)}`, freshness(mood, nowMs)].join(
      ' · ',
    ),
    ...counters(mood),
    ...mood.windows.map(windowLine),
  ]
}

/** Which models counted it. An older stack does not say. */
const counters = ({ n, models = {} }: Mood): string[] => {
  const known = Object.entries(models).map(([model, some]) => `${grouped(some)} by ${printable(model)}`)
  const unknown = unknownIn({ n, models })
  if (known.length === 0) return []
  return [[...known, ...(unknown > 0 ? [`${grouped(unknown)} by a model unknown`] : [])].join(' · ')]
}

/** Nothing where both are 0: a model that does not tell is no model that saw none. */
const told = ({ questions, flagged }: Counts): string[] =>
  questions + flagged > 0 ? [`${plural(questions, 'question')} · ${grouped(flagged)} flagged`] : []

const labelLine = (counts: Counts, label: Label): string => {
  const filled = '█'.repeat(Math.round((BAR_CHARACTERS * counts[label]) / counts.n))
  const bar = paint(colours[label], filled) + ' '.repeat(BAR_CHARACTERS - filled.length)
  return `${label.padEnd(8)}  ${bar}  ${grouped(counts[label]).padStart(7)}  ${percent(counts[label], counts.n).padStart(5)}`
}

const windowLine = ({ start, ...counts }: Counts & { start: number }): string => {
  const when = `${new Date(start).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const parts = labels.toReversed().map(label => `${grouped(counts[label])} ${label}`)
  const counted = `n ${grouped(counts.n)}: ${parts.join(', ')}`
  return `${when}  ${[counted, ...told(counts), `score ${signed(counts.score)}`].join(' · ')}`
}

const percent = (part: number, n: number): string => `${Math.round((100 * part) / n)} %`

/** 0.31 -> '+0.310' */
const signed = (score: number | null): string =>
  score === null ? 'none' : `${score > 0 ? '+' : ''}${score.toFixed(3)}`

const freshness = ({ countedAt }: Mood, nowMs: number): string =>
  countedAt === undefined ? 'never counted' : `last counted ${ago(Math.max(0, nowMs - countedAt))} ago`

/** 90_000 -> '1 min' */
const ago = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`
  return seconds < 86_400 ? `${Math.floor(seconds / 3_600)} h` : plural(Math.floor(seconds / 86_400), 'day')
}
