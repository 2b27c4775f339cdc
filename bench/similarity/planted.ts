import type { Question } from '../../functions/questions/question.ts'
import { DIMENSIONS, packVector, quantise } from '../../functions/questions/vector.ts'
import { drawing } from '../texts.ts'

export const MODEL = 'planted@0000000'
/** Where the half of the QQP pairs that chooses has its best F1 with all-MiniLM-L6: `npm run bench -- similarity --file …`. */
export const COSINE = 0.72

/** Squared shares of what a vector is made of: the room's subject, what is asked, how it is put. */
const SUBJECT = 0.2
const ASKED = 0.65
const PUT = 1 - SUBJECT - ASKED

/**
 * How much of a vector's squared length its first numbers hold, of models/similarity and questions of Reddit and Ubuntu's
 * channel: it puts first what tells most (training/similarity/turn.py), and how fast grouping is hangs on that.
 */
const HELD: readonly (readonly [numbers: number, share: number])[] = [
  [16, 0.27],
  [32, 0.39],
  [64, 0.53],
  [128, 0.72],
  [192, 0.85],
  [DIMENSIONS, 1],
]

/** By how much each number is stretched. */
const STRETCH = HELD.flatMap(([end, share], nth) => {
  const [from, before] = HELD[nth - 1] ?? [0, 0]
  return Array.from({ length: end - from }, () => Math.sqrt((share - before) / (end - from)))
})

const HOUR_MS = 3_600_000

/** `questions`: how many ask the same, in the mean. 1: no two do. */
export type Plan = { questions: number; aGroup: number }

/**
 * Questions as a room asks them: any two have a cosine of about 0.2, those that ask the same one of 0.85. Some things are
 * asked far more often than others. They come over an hour; the plan with one more ends with one more.
 */
export const plantedQuestions = ({ questions, aGroup }: Plan): Question[] => {
  const draw = drawing(2026)
  const direction = () => {
    const numbers = STRETCH.map(by => by * (draw() + draw() - draw() - draw()))
    const length = Math.hypot(...numbers)
    return numbers.map(number => number / length)
  }
  const subject = direction()
  const centres = Array.from({ length: Math.ceil(questions / aGroup) }, direction)
  return Array.from({ length: questions }, (_, at) => {
    const nth = aGroup === 1 ? at : Math.floor(draw() ** 2 * centres.length)
    const way = direction()
    const vector = way.map(
      (number, axis) =>
        Math.sqrt(PUT) * number +
        Math.sqrt(ASKED) * centres[nth]![axis]! +
        Math.sqrt(SUBJECT) * subject[axis]!,
    )
    return {
      ...asked(at, (HOUR_MS * at) / questions),
      text: `What of ${nth}, in words ${at}?`,
      vector: packed(vector),
    }
  })
}

export const asked = (at: number, postedAt: number) =>
  ({ key: `q-${at}`, postedAt: Math.floor(postedAt), label: 'neutral', sure: true }) as const

const packed = (numbers: readonly number[]): Uint8Array => {
  const made = quantise(numbers)
  if (made.is === 'unusable') throw new Error(`a planted vector is ${made.why}`)
  return packVector(made.vector, MODEL)
}
