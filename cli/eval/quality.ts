/** What people say a text is, and what the model said. */
export type Pair = { gold: string; said: string }

/** How often what was said for what: confusion[gold][said]. */
export type Confusion = Record<string, Record<string, number>>

/** Shares of 1. Null where there is nothing to take a share of: no row has the label, or nothing was said to have it. */
export type LabelQuality = {
  label: string
  gold: number
  said: number
  recall: number | null
  precision: number | null
  f1: number | null
}

export type Quality = { accuracy: number; macroRecall: number; macroF1: number; labels: LabelQuality[] }

/** labels [a, b], said a for a, b for a, b for b -> { a: { a: 1, b: 1 }, b: { a: 0, b: 1 } } */
export const confusionOf = (pairs: readonly Pair[], labels: readonly string[]): Confusion => {
  const row = () => Object.fromEntries(labels.map(label => [label, 0]))
  const confusion: Confusion = Object.fromEntries(labels.map(label => [label, row()]))
  for (const { gold, said } of pairs) confusion[gold]![said]!++
  return confusion
}

/**
 * The confusion above -> accuracy 0.67, recall of a 0.5 and of b 1, macro-recall 0.75. The means are over the labels
 * that rows have, as in training/metrics.py. At least one row.
 */
export const qualityOf = (confusion: Confusion): Quality => {
  const labels = Object.keys(confusion).map(label => labelQuality(label, confusion))
  const present = labels.filter(({ gold }) => gold > 0)
  const hits = sum(labels.map(({ label }) => confusion[label]![label]!))
  return {
    accuracy: hits / sum(labels.map(({ gold }) => gold)),
    macroRecall: mean(present.map(({ recall }) => recall!)),
    macroF1: mean(present.map(({ f1 }) => f1!)),
    labels,
  }
}

const labelQuality = (label: string, confusion: Confusion): LabelQuality => {
  const gold = sum(Object.values(confusion[label]!))
  const said = sum(Object.values(confusion).map(row => row[label]!))
  const hits = confusion[label]![label]!
  return {
    label,
    gold,
    said,
    recall: gold === 0 ? null : hits / gold,
    precision: said === 0 ? null : hits / said,
    // 2 p r / (p + r), without its divisions by zero.
    f1: gold === 0 ? null : (2 * hits) / (gold + said),
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]) => sum(values) / values.length
