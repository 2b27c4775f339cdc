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
  /** Absent where the model does not tell. */
  flagged?: boolean | undefined
  /** As packVector made it (vector.ts). */
  vector?: Uint8Array | undefined
}

/** Who asked first; of two in the same millisecond, whoever has the lower key. Never 0 for two keys. */
export const askedFirst = (
  a: Pick<Question, 'postedAt' | 'key'>,
  b: Pick<Question, 'postedAt' | 'key'>,
): number => a.postedAt - b.postedAt || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

const sameBytes = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === b || (a?.length === b?.length && (a?.every((byte, at) => byte === b?.[at]) ?? false))

/** Whether they are grouped alike: they differ in label at the most, as a message does that is labelled anew. */
export const groupedAlike = (a: Question, b: Question): boolean =>
  a.postedAt === b.postedAt && a.text === b.text && sameBytes(a.vector, b.vector)
