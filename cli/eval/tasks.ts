import type { Classification } from '../../functions/pipeline/ports.ts'
import { type Kind, type Label, labels } from '../../schemas/labelled.ts'

type Classified = Extract<Classification, { is: 'labelled' }>

/** What the model said of one text, and how probable it held each label, where it tells. */
export type Verdict = { said: string; sure?: boolean; shares?: Readonly<Record<string, number>> }

/**
 * A question that a model answers: its labels, what a file may call them (in lower case), and what a classification
 * says to it; undefined where the model does not answer this question.
 */
export type Task = {
  labels: readonly string[]
  names: Readonly<Record<string, string>>
  verdictOf(classified: Classified): Verdict | undefined
}

export const taskNames = ['sentiment', 'question', 'offensive'] as const
export type TaskName = (typeof taskNames)[number]

const yesOrNo = (yes: string, no: string) => ({
  [yes]: yes,
  [no]: no,
  yes,
  true: yes,
  1: yes,
  no,
  false: no,
  0: no,
})

export const tasks: Record<TaskName, Task> = {
  sentiment: {
    labels,
    names: { negative: 'negative', neutral: 'neutral', positive: 'positive' } satisfies Record<Label, Label>,
    verdictOf: ({ label, sure, probabilities }) => ({ said: label, sure, shares: probabilities }),
  },
  question: {
    labels: ['comment', 'question'] satisfies Kind[],
    names: yesOrNo('question', 'comment'),
    verdictOf: ({ kind }) => (kind === undefined ? undefined : { said: kind }),
  },
  offensive: {
    labels: ['not-offensive', 'offensive'],
    names: yesOrNo('offensive', 'not-offensive'),
    verdictOf: ({ offensive, flagged }) =>
      offensive === undefined || flagged === undefined
        ? undefined
        : {
            said: flagged ? 'offensive' : 'not-offensive',
            shares: { 'not-offensive': 1 - offensive, offensive },
          },
  },
}
