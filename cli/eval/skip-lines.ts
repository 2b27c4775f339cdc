import { plural, printable } from '../terminal.ts'
import { type SkipReason, skipReasons } from './examples.ts'
import type { Skips } from './skips.ts'

const UNKNOWN_LABELS_SHOWN = 10

/** Why rows were skipped, a line for each reason; and the labels that nobody explained. */
export const skipLines = ({ skipped, unknownLabels }: Skips): string[] => [
  ...skipped.map(({ reason, rows, firstLine, detail }) => {
    const why = `skipped ${plural(rows, 'row')} ${skipReasons[reason as SkipReason]}`
    return `${why}, first line ${firstLine}${reason === 'unknown-label' ? '' : `: ${printable(detail)}`}`
  }),
  ...valueLines(unknownLabels),
]

/** '  "mixed" in 3 rows, first line 7' */
const valueLines = (values: Skips['unknownLabels']): string[] => {
  const shown = values.slice(0, UNKNOWN_LABELS_SHOWN)
  const lines = shown.map(
    ({ value, rows, firstLine }) =>
      `  ${JSON.stringify(printable(value))} in ${plural(rows, 'row')}, first line ${firstLine}`,
  )
  return values.length > shown.length ? [...lines, '  and others'] : lines
}
