import { labels } from '../../schemas/labelled.ts'
import { askedFirst, type Question } from './question.ts'

/** Questions that ask the same. */
export type Group = {
  /** Whoever asked it first: it does not change when others join. */
  representative: Question
  size: number
  mood: { negative: number; neutral: number; positive: number; unsure: number }
  /** Epoch milliseconds. */
  firstAt: number
  lastAt: number
  /** First asked first. */
  questions: readonly Question[]
}

/** There is one question at least. */
export const groupOf = (unordered: readonly Question[]): Group => {
  const questions = unordered.toSorted(askedFirst)
  const representative = questions[0]!
  const countOf = (is: (question: Question) => boolean) =>
    questions.reduce((n, one) => n + (is(one) ? 1 : 0), 0)
  const [negative, neutral, positive] = labels.map(label => countOf(one => one.label === label))
  return {
    representative,
    size: questions.length,
    mood: {
      negative: negative!,
      neutral: neutral!,
      positive: positive!,
      unsure: countOf(({ sure }) => !sure),
    },
    firstAt: representative.postedAt,
    lastAt: questions.at(-1)!.postedAt,
    questions,
  }
}

/** The largest first; of two that are equally large, the one that was asked first. */
export const largestFirst = (a: Group, b: Group): number =>
  b.size - a.size || askedFirst(a.representative, b.representative)
