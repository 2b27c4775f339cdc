import { labels } from '../../schemas/labelled.ts'
import type { AskedQuestion, QuestionGroup, QuestionList } from '../../schemas/questions.ts'
import { colours, marksText } from '../label-text.ts'
import { clip, grouped, paint, plural, printable, timeText } from '../terminal.ts'

const NUMBER_WIDTH = 4
const ASKED_WIDTH = 7
const TEXT_CHARACTERS = 100

const row = (number: string, asked: string, last: string, moods: readonly string[], rest: string): string =>
  [number.padStart(NUMBER_WIDTH), asked.padStart(ASKED_WIDTH), last.padEnd(19), ...moods, rest].join('  ')

export const HEADING = row('', 'asked', 'last', labels, 'question')

/** '   1      12  2026-11-22 09:41:07         1        8         3  Will this be recorded?  c0d5…' */
export const groupLine = ({ representative, size, mood, lastAt }: QuestionGroup, number: number): string => {
  const moods = labels.map(label => paint(colours[label], grouped(mood[label]).padStart(label.length)))
  return row(`${number}`, grouped(size), timeText(lastAt), moods, said(representative))
}

/** '2026-11-22 09:41:07  neutral   Will there be a recording? (unsure)  c0d5…' */
export const questionLine = (question: AskedQuestion): string =>
  [
    timeText(question.postedAt),
    paint(colours[question.label], question.label.padEnd(8)),
    said(question),
  ].join('  ')

/** The text, what else is to be known of it, and its key. */
export const said = (question: AskedQuestion): string => {
  const { text, key } = question
  const shown = text === undefined ? paint('gray', 'text not kept') : printable(clip(text, TEXT_CHARACTERS))
  return `${shown}${marksText(question)}  ${paint('gray', key)}`
}

/** 'demo: 38 questions since 2026-11-21 09:00:00 in 31 groups; --open N shows the questions of one' */
export const listText = (
  room: string,
  { questions, groups, from, partial, model }: Omit<QuestionList, 'list'>,
): string => {
  const since = `since ${timeText(from)}`
  if (questions === 0) return `${printable(room)}: no questions ${since}`
  const counted = `${plural(questions, 'question')} ${since} in ${plural(groups, 'group')}`
  const parts = [
    `${printable(room)}: ${counted}`,
    partial ? 'more were asked, these are the latest' : [],
    model === undefined ? 'without a similarity model only equal texts are one group' : [],
    '--open N shows the questions of one',
  ]
  return parts.flat().join('; ')
}
