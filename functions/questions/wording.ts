import { askedFirst, type Question } from './question.ts'
import type { QuestionVector } from './vector.ts'

/** A question, and its vector where it has one that can be compared. */
export type Asked = { question: Question; vector?: QuestionVector | undefined }

/** The questions that have one text but for case and marks, first asked first. Among the others they are one item. */
export type Wording = { asked: Asked[]; footing?: Footing | undefined }

/** What a wording is compared by: it never changes, another takes its place. */
export type Footing = { wording: Wording; first: Asked; vector: QuestionVector }

/** Where it is among them, or belongs. */
const placeIn = (asked: readonly Asked[], question: Question): number => {
  let [from, to] = [0, asked.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (askedFirst(asked[middle]!.question, question) < 0) from = middle + 1
    else to = middle
  }
  return from
}

export const join = ({ asked }: Wording, one: Asked): void => {
  asked.splice(placeIn(asked, one.question), 0, one)
}
export const leave = ({ asked }: Wording, { question }: Asked): void => {
  asked.splice(placeIn(asked, question), 1)
}

/** By whoever asked first, and the first vector that there is: the others are those of nearly the same text. None: it stands alone. */
export const footingOf = (wording: Wording): Footing | undefined => {
  const vector = wording.asked.find(({ vector }) => vector)?.vector
  return vector && { wording, first: wording.asked[0]!, vector }
}

export const isSame = (a: Footing | undefined, b: Footing | undefined): boolean =>
  a?.first === b?.first && a?.vector === b?.vector

export const inOrder = (a: Footing, b: Footing): number => askedFirst(a.first.question, b.first.question)
