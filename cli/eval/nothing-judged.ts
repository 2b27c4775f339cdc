import { Failure } from '../failure.ts'
import { plural, printable } from '../terminal.ts'
import type { Gathered } from './gather.ts'
import { skipLines } from './skip-lines.ts'

/** Every row was skipped, or there was none: says why, and what to do about labels that nobody explained. */
export const nothingJudged = (file: string, skipped: Gathered, labels: readonly string[]): Failure => {
  if (skipped.skippedRows === 0) return new Failure(`${file} has no rows: nothing to judge`)
  const lines = [
    `nothing in ${file} could be judged, of ${plural(skipped.skippedRows, 'row')}:`,
    ...skipLines(skipped),
  ]
  if (skipped.unknownLabels.length > 0)
    lines.push(
      `labels are ${labels.join(', ')}; say what others stand for, such as --map "${mapFor(skipped, labels)}"`,
    )
  return new Failure(lines.join('\n'))
}

/** The values found, in their order, and the labels in theirs: a guess to be corrected. '0=negative,1=neutral' */
const mapFor = ({ unknownLabels }: Gathered, labels: readonly string[]): string =>
  unknownLabels
    .map(({ value }) => printable(value))
    .sort()
    .slice(0, labels.length)
    .map((value, at) => `${value}=${labels[at]}`)
    .join(',')
