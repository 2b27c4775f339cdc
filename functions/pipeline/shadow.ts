import { type Label, labels } from '../../schemas/labelled.ts'
import type { Limits } from './attempt.ts'
import type { Classifier, Clock } from './ports.ts'

/** What was seen of a second model since the last report. `confusion`: by the label that counts, then by its own. */
export type ShadowReport = {
  model: string
  shadow: string
  /** Labelled by both. */
  scored: number
  /** Share of these with one label, overall and by the label that counts; null where there are none. */
  agreement: number | null
  agreementByLabel: Record<Label, number | null>
  confusion: Record<Label, Record<Label, number>>
  /** That it could not label. */
  unlabelled: number
  /** For which there was no time, or too many came. */
  skipped: number
  /** At which it broke, and how it did last. */
  failed: number
  error?: string
}

export type Shadow = {
  /** The model that counts; what it labels is noted for the other. */
  classifier: Classifier
  /** Have the other label what was noted, as far as there is time. Never throws. */
  catchUp(limits: Limits): Promise<void>
}

/** Texts at a time: at the most so many does the model that counts wait for. */
const SLICE = 16
/** Noted at the most; the oldest are skipped. */
const MAX_NOTED = 1_000
/** Of the time that a batch has left, so that its queue does not wait long to hear that it is done. */
const CATCH_UP_MS = 2_000
/** A report is due after so many messages or so long, whichever is first; it is made at the end of a batch. */
const REPORT_MESSAGES = 1_000
const REPORT_MS = 60_000

type Noted = { text: string; label: Label }

/**
 * Let a second model label what the first labels, and count nothing. It runs after a batch is recorded, in what is
 * left of its time, and gives way to the first: nothing that is counted waits for it longer than for one slice.
 */
export const shadowing = (
  first: Classifier,
  second: Classifier,
  clock: Pick<Clock, 'now'>,
  report: (seen: ShadowReport) => void,
): Shadow => {
  const noted: Noted[] = []
  let seen = nothingSeen(first, second)
  let sinceMs = clock.now()
  let busy: Promise<unknown> = Promise.resolve()

  const classify: Classifier['classify'] = texts => {
    const classifying = first.classify(texts)
    busy = Promise.allSettled([busy, classifying])
    return classifying.then(classified => {
      for (const [at, said] of classified.entries())
        if (said.is === 'labelled') noted.push({ text: texts[at]!, label: said.label })
      seen.skipped += noted.splice(0, noted.length - MAX_NOTED).length
      return classified
    })
  }

  const catchUp = async ({ deadlineMs }: Limits): Promise<void> => {
    const untilMs = Math.min(deadlineMs, clock.now() + CATCH_UP_MS)
    for (await busy; noted.length > 0 && clock.now() < untilMs; await busy)
      await compare(second, noted.splice(0, SLICE), seen)
    if (clock.now() >= deadlineMs) seen.skipped += noted.splice(0).length
    if (messagesIn(seen) < REPORT_MESSAGES && clock.now() - sinceMs < REPORT_MS) return
    if (messagesIn(seen) > 0) report(withShares(seen))
    seen = nothingSeen(first, second)
    sinceMs = clock.now()
  }
  return { classifier: { model: first.model, classify }, catchUp }
}

const byLabel = <T>(of: (label: Label) => T) =>
  Object.fromEntries(labels.map(label => [label, of(label)])) as Record<Label, T>

const nothingSeen = ({ model }: Classifier, { model: shadow }: Classifier): ShadowReport => ({
  ...{ model, shadow, scored: 0, agreement: null, agreementByLabel: byLabel(() => null) },
  ...{ confusion: byLabel(() => byLabel(() => 0)), unlabelled: 0, skipped: 0, failed: 0 },
})

const messagesIn = ({ scored, unlabelled, skipped, failed }: ShadowReport) =>
  scored + unlabelled + skipped + failed

const compare = async (second: Classifier, slice: readonly Noted[], seen: ShadowReport): Promise<void> => {
  try {
    const classified = await second.classify(slice.map(({ text }) => text))
    for (const [at, { label }] of slice.entries()) {
      const said = classified[at]!
      if (said.is !== 'labelled') seen.unlabelled++
      else {
        seen.scored++
        seen.confusion[label][said.label]++
      }
    }
  } catch (cause) {
    seen.failed += slice.length
    seen.error = cause instanceof Error ? cause.message : String(cause)
  }
}

/** 9 of 12 -> 0.75 */
const withShares = (seen: ShadowReport): ShadowReport => {
  const share = (part: number, whole: number) =>
    whole > 0 ? Math.round((10_000 * part) / whole) / 10_000 : null
  const sum = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0)
  const { confusion, scored } = seen
  const agreed = (label: Label) => confusion[label][label]
  return {
    ...seen,
    agreement: share(sum(labels.map(agreed)), scored),
    agreementByLabel: byLabel(label => share(agreed(label), sum(Object.values(confusion[label])))),
  }
}
