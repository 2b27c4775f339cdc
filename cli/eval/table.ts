import type { EvalReport } from '../../schemas/eval-report.ts'
import { clip, grouped, paint, plural, printable } from '../terminal.ts'
import { skipLines } from './skip-lines.ts'

/** Where it is not known: a pipe, a file. */
const WIDTH = 100

/** A report for people, in the order in which they ask: how good, at what, how sure, where it went wrong. */
export const tableOf = (report: EvalReport, width = WIDTH): string[] =>
  [
    [headline(report), ...skipLines(report)],
    [...figureLines(report), ...meanLines(report)],
    confusionLines(report),
    coverageLines(report),
    worstLines(report, width),
  ]
    .filter(part => part.length > 0)
    .flatMap((part, at) => (at === 0 ? part : ['', ...part]))

const headline = ({ file, model, task, rows }: EvalReport): string => {
  const judged = `${grouped(rows.judged)} of ${plural(rows.read, 'row')}`
  return `${paint('bold', printable(file))}: ${task} by ${printable(model)}, ${judged} judged`
}

const figureLines = ({ accuracy, macroRecall, macroF1, ece, sure }: EvalReport): string[] => {
  const lines = [
    `accuracy      ${percent(accuracy)}`,
    `macro-recall  ${percent(macroRecall)}`,
    `macro-F1      ${percent(macroF1)}`,
    `ECE           ${ece === null ? 'not known: the model gives no probability' : ece.toFixed(4).padStart(7)}`,
  ]
  if (!sure) return lines
  const right = sure.accuracy === null ? '' : `, ${percent(sure.accuracy).trim()} of them right`
  return [
    ...lines,
    `sure          ${percent(sure.coverage)} of rows (confidence from ${sure.threshold})${right}`,
  ]
}

const meanLines = ({ macroOver, labels }: EvalReport): string[] => {
  const missing = labels.map(({ label }) => label).filter(label => !macroOver.includes(label))
  if (missing.length === 0) return []
  return [`no row is ${missing.join(' or ')}: the macro means are over ${macroOver.join(' and ')}`]
}

const confusionLines = ({ labels, confusion }: EvalReport): string[] => {
  const titles = ['rows', 'recall', 'precision', 'F1'].map(title => title.padStart(10))
  const said = labels.map(({ label }) => label.padStart(14))
  return [
    paint('bold', `${'is \\ said'.padEnd(13)}${said.join('')}${titles.join('')}`),
    ...labels.map(({ label, gold, recall, precision, f1 }) => {
      const counts = labels.map(({ label: other }) => grouped(confusion[label]![other]!).padStart(14))
      const shares = [recall, precision, f1].map(share => percent(share).padStart(10))
      return `${label.padEnd(13)}${counts.join('')}${grouped(gold).padStart(10)}${shares.join('')}`
    }),
  ]
}

const coverageLines = ({ coverage }: EvalReport): string[] => {
  if (!coverage) return []
  const row = (title: string, cells: readonly string[]) =>
    title.padEnd(16) + cells.map(cell => cell.padStart(7)).join('')
  return [
    paint(
      'bold',
      row(
        'most confident',
        coverage.map(point => `${Math.round(100 * point.coverage)} %`),
      ),
    ),
    row(
      'accuracy, %',
      coverage.map(point => (100 * point.accuracy).toFixed(1)),
    ),
    row(
      'confidence from',
      coverage.map(point => point.confidence.toFixed(2)),
    ),
  ]
}

const worstLines = ({ worst }: EvalReport, width: number): string[] => {
  if (worst.length === 0) return []
  const title = `${plural(worst.length, 'mistake')}, the most confident first`
  return [
    paint('bold', title),
    `${'line'.padStart(8)}  ${'is'.padEnd(13)}  ${'said'.padEnd(13)}  conf  text`,
    ...worst.map(({ line, gold, said, confidence, text }) => {
      const sure = confidence === null ? '    ' : confidence.toFixed(2)
      const start = `${String(line).padStart(8)}  ${gold.padEnd(13)}  ${said.padEnd(13)}  ${sure}  `
      return start + clip(printable(text), Math.max(20, width - start.length))
    }),
  ]
}

/** 0.6702 -> ' 67.0 %' */
const percent = (share: number | null): string =>
  share === null ? '-' : `${(100 * share).toFixed(1).padStart(5)} %`
