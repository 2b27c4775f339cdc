import type { EvalReport } from '../../schemas/eval-report.ts'
import { calibrationError, claimOf, coverageCurve } from './calibration.ts'
import type { Answer, Gathered } from './gather.ts'
import { confusionOf, qualityOf } from './quality.ts'

type Judged = Pick<EvalReport, 'file' | 'model' | 'task'> & {
  labels: readonly string[]
  gathered: Gathered
  /** The model's, of sentiment. */
  threshold?: number | undefined
}

/** All that there is to say, whatever the order of the rows. At least one of them was judged. */
export const reportOf = ({ file, model, task, labels, gathered, threshold }: Judged): EvalReport => {
  const { answers, skippedRows, skipped, unknownLabels, worst } = gathered
  const rows = { read: answers.length + skippedRows, judged: answers.length, skipped: skippedRows }
  const confusion = confusionOf(
    answers.map(({ gold, verdict }) => ({ gold, said: verdict.said })),
    labels,
  )
  const { labels: figures, ...quality } = qualityOf(confusion)
  const macroOver = figures.filter(({ gold }) => gold > 0).map(({ label }) => label)
  const found = { ...quality, macroOver, ...confidences(answers, threshold), labels: figures, confusion }
  return rounded({ file, model, task, rows, skipped, unknownLabels, ...found, worst: [...worst] })
}

/** How far the model's confidence can be trusted, where it tells one. */
const confidences = (
  answers: readonly Answer[],
  threshold: number | undefined,
): Pick<EvalReport, 'ece' | 'sure' | 'coverage'> => {
  const claims = answers.flatMap(({ gold, verdict }) =>
    verdict.shares ? [claimOf(gold, verdict.shares)] : [],
  )
  return {
    ece: claims.length > 0 ? calibrationError(claims) : null,
    sure: threshold === undefined ? null : sureOf(answers, threshold),
    coverage: threshold === undefined ? null : coverageCurve(claims),
  }
}

const sureOf = (answers: readonly Answer[], threshold: number): EvalReport['sure'] => {
  const sure = answers.filter(({ verdict }) => verdict.sure)
  const right = sure.filter(({ gold, verdict }) => gold === verdict.said).length
  return {
    threshold,
    coverage: sure.length / answers.length,
    accuracy: sure.length === 0 ? null : right / sure.length,
  }
}

/** Four decimals, however deep a number lies. */
const rounded = (report: EvalReport): EvalReport =>
  JSON.parse(JSON.stringify(report), (_, value) =>
    typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value,
  )
