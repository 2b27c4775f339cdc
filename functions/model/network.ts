import { microBatches } from './micro-batches.ts'
import { prepare } from './prepare.ts'
import { wordPiece } from './wordpiece.ts'

/** Texts as the network takes them, row after row; a mask of 0 marks padding. Both hold `rows` x `width` numbers. */
export type Batch = { ids: BigInt64Array; mask: BigInt64Array; rows: number; width: number }

/**
 * The network: `rows` x columns numbers, row after row; what the columns are, the model's card says (schemas/). Every run must let the event loop turn
 * once, so that store requests go on while a long list is worked on. Throws only if the model itself is broken.
 */
export type Session = { run(batch: Batch): Promise<Float32Array> }

/** `columns`: numbers that the network gives for a text. */
export type NetworkSettings = { model: string; maxTokens: number; columns: number }

/** Tokens in one run, padding counted. On one thread 96 to 256 did equally well, 64 and 512 a tenth worse. */
export const TOKENS_PER_RUN = 128

/** [CLS] and [SEP], which even an empty text has. */
const SPECIAL_TOKENS = 2

/**
 * A function from texts to the rows that the network gives for them, in the order of the texts; undefined: nothing is
 * left of the text once white space and invisible characters are dropped. ['When?', ' '] -> [(5 numbers), undefined]
 */
export const rowsOf = (
  session: Session,
  pieces: readonly string[],
  { model, maxTokens, columns }: NetworkSettings,
) => {
  const tokenize = wordPiece(pieces, maxTokens)

  return async (texts: readonly string[]): Promise<(Float32Array | undefined)[]> => {
    const tokens = texts.map(text => tokenize(prepare(text)))
    const rows = new Array<Float32Array | undefined>(texts.length).fill(undefined)
    const readable = [...tokens.keys()].filter(at => tokens[at]!.length > SPECIAL_TOKENS)
    const lengths = readable.map(at => tokens[at]!.length)
    for (const members of microBatches(lengths, TOKENS_PER_RUN)) {
      const batch = members.map(member => readable[member]!)
      const numbers = await session.run(padded(batch.map(at => tokens[at]!)))
      if (numbers.length !== batch.length * columns)
        throw new Error(
          `${model} gave ${numbers.length} numbers for ${batch.length} texts, not ${columns} for each`,
        )
      for (const [row, at] of batch.entries()) rows[at] = numbers.subarray(row * columns, (row + 1) * columns)
    }
    return rows
  }
}

/** Rows of unequal length into one block. [[2, 7, 3], [2, 3]] -> ids 2 7 3 2 3 0, mask 1 1 1 1 1 0 */
const padded = (rows: readonly (readonly number[])[]): Batch => {
  const width = rows.reduce((longest, row) => Math.max(longest, row.length), 0)
  const ids = new BigInt64Array(rows.length * width)
  const mask = new BigInt64Array(rows.length * width)
  for (const [row, tokens] of rows.entries())
    for (const [column, id] of tokens.entries()) {
      ids[row * width + column] = BigInt(id)
      mask[row * width + column] = 1n
    }
  return { ids, mask, rows: rows.length, width }
}
