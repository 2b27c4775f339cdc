import uPlot from 'uplot'
import type { Column } from './columns.ts'
import { timeOf } from './freshness.ts'

export type Colours = Record<'negative' | 'neutral' | 'positive' | 'text' | 'line' | 'font', string>

/** Stacked by drawing the highest first and the lower ones over it: n, negative + neutral, negative. */
export const dataOf = (columns: readonly Column[]): uPlot.AlignedData => [
  columns.map(column => column.start),
  columns.map(column => column.n),
  columns.map(column => column.negative + column.neutral),
  columns.map(column => column.negative),
]

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Distances between the marks of the time axis. */
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440].map(minutes => minutes * MINUTE_MS)
/** Messages come whole. */
const countSteps = [1, 2, 5]
  .flatMap(digit => [1, 10, 100, 1_000, 10_000, 100_000].map(power => digit * power))
  .sort((a, b) => a - b)

export const trendOptions = (
  size: { width: number; height: number },
  stepMs: number,
  colours: Colours,
  point: (column: number | undefined) => void,
): uPlot.Options => {
  const font = `12px ${colours.font}`
  const axis = { stroke: colours.text, font, ticks: { show: false } }
  return {
    ...size,
    ms: 1,
    legend: { show: false },
    padding: [8, 0, 0, 0],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { show: false },
      // A column reaches from its start to the next one's: the pointer means the one it is over.
      dataIdx: (plot, _series, _nearest, atMs) =>
        Math.max(0, Math.floor((atMs - (plot.data[0][0] ?? 0)) / stepMs)),
    },
    scales: {
      x: { time: false, range: (_, min, max) => [min, max + stepMs] },
      y: { range: (_, _min, max) => [0, Math.max(4, max * 1.1)] },
    },
    axes: [
      {
        ...axis,
        size: 26,
        grid: { show: false },
        incrs: timeSteps,
        space: 64,
        splits: (_plot, _axis, min, max, step) => marks(min, max, step),
        values: (_, marks) => marks.map(timeOf),
      },
      {
        ...axis,
        size: (_, counts) => widthOf(counts),
        incrs: countSteps,
        space: 40,
        grid: { stroke: colours.line, width: 1 },
      },
    ],
    series: [{}, series(colours.positive), series(colours.neutral), series(colours.negative)],
    hooks: { setCursor: [plot => point(plot.cursor.idx ?? undefined)] },
  }
}

/** Of a digit of the font at 12 px, and of what stands beside it, in px. */
const DIGIT_WIDTH = 7
const BESIDE = 14

/** Room for the longest of the marks; none are there yet when the plot is first laid out. ['0', '20,000'] -> 56 */
export const widthOf = (counts: readonly string[] | null): number =>
  BESIDE + DIGIT_WIDTH * Math.max(3, ...(counts ?? []).map(({ length }) => length))

const series = (fill: string): uPlot.Series => ({
  fill,
  width: 0,
  points: { show: false },
  paths: uPlot.paths.bars!({ size: [0.8, 40], align: 1 }),
})

/** Marks at round local times, whatever the time zone's offset. */
const marks = (min: number, max: number, step: number): number[] => {
  const offset = new Date(min).getTimezoneOffset() * MINUTE_MS
  const found: number[] = []
  const first = Math.ceil((min - offset) / step) * step + offset
  for (let at = first; at <= max - Math.min(step, HOUR_MS) / 4; at += step) found.push(at)
  return found
}
