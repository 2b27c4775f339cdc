import type { EvalReport } from '../../schemas/eval-report.ts'

export type Mistake = EvalReport['worst'][number]

const MISTAKES_KEPT = 20

/** Keeps the most confident mistakes; of equal ones those that come first in the file. */
export const keepWorst = () => {
  const kept: Mistake[] = []
  const add = (mistake: Mistake): void => {
    kept.push(mistake)
    kept.sort((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0))
    kept.length = Math.min(kept.length, MISTAKES_KEPT)
  }
  return { add, all: (): readonly Mistake[] => kept }
}
