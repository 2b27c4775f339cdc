import type { Label } from '../schemas/labelled.ts'
import type { Counts } from '../schemas/mood.ts'

/** Left to right, in the bar, in the columns and in words. */
export const order: readonly Label[] = ['negative', 'neutral', 'positive']

export type Share = { label: Label; n: number; percent: number }

/**
 * The labels' shares in whole per cent that add up to 100 (largest remainder first).
 * 1, 1 and 1 of 3 -> 34, 33, 33; nothing counted -> 0, 0, 0
 */
export const sharesOf = (counts: Pick<Counts, 'n' | Label>): Share[] => {
  const exact = order.map(label => (counts.n > 0 ? (100 * counts[label]) / counts.n : 0))
  const percents = exact.map(Math.floor)
  const missing = counts.n > 0 ? 100 - percents.reduce((a, b) => a + b, 0) : 0
  const byRemainder = order.map((_, at) => at).sort((a, b) => remainder(exact[b]!) - remainder(exact[a]!))
  for (const at of byRemainder.slice(0, missing)) percents[at]!++
  return order.map((label, at) => ({ label, n: counts[label], percent: percents[at]! }))
}

const remainder = (value: number): number => value - Math.floor(value)

const wholeNumber = new Intl.NumberFormat('en')

/** 1284 -> '1,284' */
export const count = (n: number): string => wholeNumber.format(n)

/** '1 message', '1,284 messages' */
export const messages = (n: number): string => `${count(n)} ${n === 1 ? 'message' : 'messages'}`

/** '1 question', '212 questions' */
export const questions = (n: number): string => `${count(n)} ${n === 1 ? 'question' : 'questions'}`

/** 'once', '1,284 times' */
export const times = (n: number): string => (n === 1 ? 'once' : `${count(n)} times`)

/** What is there is never shown as nothing. (0, 3) -> '<1%', (52, 668) -> '52%' */
export const percentage = ({ percent, n }: Pick<Share, 'percent' | 'n'>): string =>
  percent === 0 && n > 0 ? '<1%' : `${percent}%`

/** 116 of 1284 -> '9%' */
export const part = (n: number, whole: number): string =>
  percentage({ n, percent: whole > 0 ? Math.round((100 * n) / whole) : 0 })

/** Below this many messages a share says more about chance than about the room. */
const FEW = 10
/** Mean scores closer to 0 than this lean nowhere. */
const LEAN = 0.1

/** The mood in two or three words. */
export const inWords = (counts: Pick<Counts, 'n' | 'score' | Label>): string => {
  if (counts.n === 0) return 'Nothing yet'
  if (counts.n < FEW) return 'Too few to tell'
  const most = order.find(label => counts[label] * 2 > counts.n)
  if (most !== undefined) return `Mostly ${most}`
  const score = counts.score ?? 0
  if (Math.abs(score) < LEAN) return 'Mixed'
  return score > 0 ? 'Leaning positive' : 'Leaning negative'
}

/**
 * The counts for a screen reader, flagged messages and questions only where there are some.
 * '20 messages. Mostly positive: 10% negative, 25% neutral, 65% positive. 4 questions, 1 flagged.'
 */
export const sentence = (counts: Counts): string => {
  if (counts.n === 0) return 'No messages.'
  const shares = sharesOf(counts).map(share => `${percentage(share)} ${share.label}`)
  const told = [
    ...(counts.questions > 0 ? [questions(counts.questions)] : []),
    ...(counts.flagged > 0 ? [`${count(counts.flagged)} flagged`] : []),
  ]
  const mood = `${messages(counts.n)}. ${inWords(counts)}: ${shares.join(', ')}.`
  return told.length === 0 ? mood : `${mood} ${told.join(', ')}.`
}
