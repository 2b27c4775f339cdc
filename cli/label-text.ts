import type { Labelled } from '../schemas/labelled.ts'
import { paint } from './terminal.ts'

export const colours = { negative: 'red', neutral: 'gray', positive: 'green' } as const

/** 'positive  0.94' */
export const labelText = ({ label, confidence }: Pick<Labelled, 'label' | 'confidence'>): string =>
  `${paint(colours[label], label.padEnd(8))}  ${confidence.toFixed(2)}`

/** What else is to be known of it: ' (unsure, question)', or nothing. */
export const marksText = ({ sure, kind, flagged }: Pick<Labelled, 'sure' | 'kind' | 'flagged'>): string => {
  const marks = [sure ? [] : 'unsure', kind === 'question' ? kind : [], flagged ? 'flagged' : []].flat()
  return marks.length > 0 ? ` (${marks.join(', ')})` : ''
}
