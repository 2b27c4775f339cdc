import { clip } from '../terminal.ts'
import type { Skipped } from './examples.ts'
import type { Judgement } from './judge.ts'
import { countSkips, type Skips } from './skips.ts'
import { keepWorst, type Mistake } from './worst.ts'

/** A row that was judged, without its text: of a long file, these are all kept. */
export type Answer = Pick<Judgement, 'gold' | 'verdict'>

/** What became of all rows. */
export type Gathered = Skips & { answers: readonly Answer[]; skippedRows: number; worst: readonly Mistake[] }

const TEXT_CHARACTERS = 200

export const gatherer = () => {
  const answers: Answer[] = []
  const skips = countSkips()
  const worst = keepWorst()
  let skippedRows = 0

  const add = (row: Judgement | Skipped): void => {
    if (row.is === 'skipped') {
      skippedRows++
      skips.add(row)
      return
    }
    const { line, text, gold, verdict } = row
    answers.push({ gold, verdict })
    if (verdict.said === gold) return
    const confidence = verdict.shares?.[verdict.said] ?? null
    worst.add({ line, gold, said: verdict.said, confidence, text: clip(text, TEXT_CHARACTERS) })
  }
  const all = (): Gathered => ({ answers, skippedRows, worst: worst.all(), ...skips.all() })
  return { add, all, counts: () => ({ judged: answers.length, skipped: skippedRows }) }
}
