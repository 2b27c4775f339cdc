import type { Row } from './contention.ts'
import type { Point } from './measured-function.ts'
import type { Swept, Tuning } from './sweep.ts'

/** [['a', 'b'], ['10', '2']] -> two lines, columns aligned to the right */
export const columns = (rows: readonly (readonly string[])[]): string[] => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  return rows.map(row => `  ${row.map((cell, column) => cell.padStart(widths[column]!)).join('  ')}`)
}

const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0)

export const pointLines = (points: readonly Point[]): string[] =>
  columns([
    ['MB', 'batch', 'ms', 'q95', 'computing', 'in its share', 'messages/s', 'MB at most', 'cold'],
    ...points.map(({ memoryMb, size, durationMs, processorMs, shareMs, maxMemoryMb, coldMs }) => [
      ...[
        String(memoryMb),
        String(size),
        ms(durationMs.mean),
        ms(durationMs.q95),
        ms(processorMs),
        ms(shareMs),
      ],
      ...[((1_000 * size) / durationMs.mean).toFixed(0), maxMemoryMb.toFixed(0), ms(coldMs)],
    ]),
  ])

export const sweptLines = (swept: readonly Swept[]): string[] =>
  columns([
    [
      ...['batch', 'window', 'MB', 'messages/s', 'shards', 'pollers', 'fill', 'q50', 'q95', 'GB-s/million'],
      ...['Lambda', 'SQS', 'counters', 'conflicts', '$/million', 'at most/s'],
    ],
    ...swept.map(one => [
      ...[String(one.batchSize), `${one.windowMs / 1_000} s`, String(one.memoryMb), String(one.perSecond)],
      ...[String(one.shards), String(one.pollers), one.fill.toFixed(1)],
      ...[`${ms(one.countedMs.q50)} ms`, `${ms(one.countedMs.q95)} ms`],
      ...[one.gbSeconds.toFixed(0), ...usdOf(one.usd), one.capacity.toFixed(0)],
    ]),
  ])

export const floodLines = (floods: readonly Swept[]): string[] =>
  columns([
    ['environments', 'shards', 'fill', 'q95', 'counters', 'conflicts', '$/million', 'at most/s'],
    ...floods.map(({ maximumConcurrency, shards, fill, countedMs, usd, capacity }) => [
      ...[String(maximumConcurrency), String(shards), fill.toFixed(1), `${ms(countedMs.q95)} ms`],
      ...[...usdOf(usd).slice(2), capacity.toFixed(0)],
    ]),
  ])

const usdOf = ({ lambda, queue, counters, conflicts, all }: Swept['usd']) =>
  [lambda, queue, counters, conflicts, all].map(usd => (Number.isFinite(usd) ? usd.toFixed(2) : 'never'))

export const contentionLines = (rows: readonly Row[], shards: readonly number[]): string[] =>
  columns([
    ['cancelled attempts for each write', ...shards.map(count => `${count}`)],
    ...rows.map(({ what, cells }) => [what, ...shards.map(count => cellOf(cells, count))]),
  ])

const cellOf = (cells: Row['cells'], shards: number): string => {
  const cell = cells.find(one => one.shards === shards)
  if (!cell) return 'never'
  return `${cell.cancelledPerWrite.toFixed(3)} +${ms(Math.max(0, cell.latencyMs.addedMs))} ms${cell.gaveUp ? ` (${cell.gaveUp} given up)` : ''}`
}

export const tuningText = ({
  batchSize,
  windowMs,
  memoryMb,
}: Pick<Tuning, 'batchSize' | 'windowMs' | 'memoryMb'>): string =>
  `batch ${batchSize}, window ${windowMs / 1_000} s, ${memoryMb} MB`
