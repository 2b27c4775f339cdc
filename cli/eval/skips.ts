import type { EvalReport } from '../../schemas/eval-report.ts'
import { clip } from '../terminal.ts'
import type { Skipped } from './examples.ts'

export type Skips = Pick<EvalReport, 'skipped' | 'unknownLabels'>

/** Other values than these are counted and not listed: somebody has named the wrong column. */
const VALUES_KEPT = 100
const VALUE_CHARACTERS = 40

/** Counts rows that are not judged, by reason; and the labels that nobody explained, most frequent first. */
export const countSkips = () => {
  const reasons = new Map<string, EvalReport['skipped'][number]>()
  const values = new Map<string, EvalReport['unknownLabels'][number]>()

  const addValue = (value: string, line: number) => {
    const seen = values.get(value)
    if (seen) seen.rows++
    else if (values.size < VALUES_KEPT) values.set(value, { value, rows: 1, firstLine: line })
  }
  const add = ({ reason, line, detail, value }: Skipped) => {
    const seen = reasons.get(reason)
    if (seen) seen.rows++
    else reasons.set(reason, { reason, rows: 1, firstLine: line, detail: clip(detail, 200) })
    if (value !== undefined) addValue(clip(value.trim(), VALUE_CHARACTERS), line)
  }
  const all = (): Skips => ({
    skipped: [...reasons.values()].sort((a, b) => b.rows - a.rows),
    unknownLabels: [...values.values()].sort((a, b) => b.rows - a.rows),
  })
  return { add, all }
}
