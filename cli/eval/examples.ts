import { limits } from '../../schemas/limits.ts'
import { Text } from '../../schemas/message.ts'
import type { CellRow } from '../rows.ts'
import { clip } from '../terminal.ts'
import { labelOf, type Names } from './names.ts'

type Place = { line: number; endByte: number }

/** A text and what people say it is. */
export type Example = Place & { is: 'example'; text: string; gold: string }

/** `value` is a label that nobody explained. */
export type Skipped = Place & { is: 'skipped'; reason: SkipReason; detail: string; value?: string }

/** Why a row is not judged -> the same for people: "3 rows without a text". */
export const skipReasons = {
  unreadable: 'that cannot be read',
  'too-short': 'with too few columns',
  'unknown-label': 'with an unknown label',
  'empty-text': 'without a text',
  'too-long': 'with a text that is too long',
  'bad-text': 'with a text that no message may hold',
  unclassifiable: 'that the model cannot label',
} as const
export type SkipReason = keyof typeof skipReasons

/** The cells of a row are its text and its label. A text that the product would reject is not judged either. */
export const exampleIn = (row: CellRow, names: Names): Example | Skipped => {
  const place = { line: row.line, endByte: row.endByte }
  const skip = (reason: SkipReason, detail: string): Skipped => ({ ...place, is: 'skipped', reason, detail })
  if (row.is === 'unreadable') return skip('unreadable', row.why)
  const [text, value] = row.cells
  if (text === undefined || value === undefined)
    return skip('too-short', `it ends before its ${text === undefined ? 'text' : 'label'}`)
  const gold = labelOf(value, names)
  if (gold === undefined)
    return { ...skip('unknown-label', `unknown label ${JSON.stringify(clip(value.trim(), 40))}`), value }
  const read = Text.safeParse(text)
  if (read.success) return { ...place, is: 'example', text: read.data, gold }
  return skip(reasonFor(text), read.error.issues[0]!.message)
}

const reasonFor = (text: string): SkipReason => {
  if (text.trim() === '') return 'empty-text'
  return [...text].length > limits.textCharacters ? 'too-long' : 'bad-text'
}
