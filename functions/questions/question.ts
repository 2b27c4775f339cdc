import type { Label } from '../../schemas/labelled.ts'

/** A live message of kind question, as far as grouping looks at it. */
export type Question = {
  key: string
  /** Epoch milliseconds. */
  postedAt: number
  /** Absent where the stack keeps labels only. */
  text?: string | undefined
  label: Label
  sure: boolean
  /** As packVector made it (vector.ts). */
  vector?: Uint8Array | undefined
}

/** Who asked first; of two in the same millisecond, whoever has the lower key. Never 0 for two keys. */
export const askedFirst = (a: Question, b: Question): number =>
  a.postedAt - b.postedAt || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
