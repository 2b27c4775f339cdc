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

/** There is one question at least. Reading a room does this for every group, so each is gone through once. */
export const groupOf = (questions: Question[]): Group => {
  questions.sort(askedFirst)
  const mood = { negative: 0, neutral: 0, positive: 0, unsure: 0 }
  for (const { label, sure } of questions) {
    mood[label]++
    if (!sure) mood.unsure++
  }
  const representative = questions[0]!
  const lastAt = questions.at(-1)!.postedAt
  return { representative, size: questions.length, mood, firstAt: representative.postedAt, lastAt, questions }
}

/** All that says where a group is among others. */
export type Rank = { size: number; representative: Pick<Question, 'postedAt' | 'key'> }

/** The largest first; of two that are equally large, the one that was asked first. */
export const largestFirst = (a: Rank, b: Rank): number =>
  b.size - a.size || askedFirst(a.representative, b.representative)
