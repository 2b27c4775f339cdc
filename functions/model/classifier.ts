import { columnsOf, type ModelCard } from '../../schemas/model.ts'
import type { Classification, Classifier } from '../pipeline/ports.ts'
import { type DecisionSettings, decide } from './decision.ts'
import { microBatches } from './micro-batches.ts'
import { prepare } from './prepare.ts'
import { wordPiece } from './wordpiece.ts'

/** Texts as the network takes them, row after row; a mask of 0 marks padding. Both hold `rows` x `width` numbers. */
export type Batch = { ids: BigInt64Array; mask: BigInt64Array; rows: number; width: number }

/**
 * The network: `rows` x columns logits, row after row; the columns are those of schemas/model.ts. Every run must let the event loop turn once, so that store
 * requests go on while a long list is classified. Throws only if the model itself is broken.
 */
export type Session = { run(batch: Batch): Promise<Float32Array> }

export type ClassifierSettings = DecisionSettings & Pick<ModelCard, 'maxTokens'> & { model: string }

/** Tokens in one run, padding counted. On one thread 96 to 256 did equally well, 64 and 512 a tenth worse. */
export const TOKENS_PER_RUN = 128

/** [CLS] and [SEP], which even an empty text has. */
const SPECIAL_TOKENS = 2

const NO_TOKENS: Classification = {
  is: 'unclassifiable',
  reason: 'no-tokens',
  detail: 'nothing is left of the text once white space and invisible characters are dropped',
}

/** Texts to labels by any BERT-style network. What is wrong with one text is that text's classification alone. */
export const makeClassifier = (
  session: Session,
  pieces: readonly string[],
  settings: ClassifierSettings,
): Classifier => {
  const tokenize = wordPiece(pieces, settings.maxTokens)
  const columns = columnsOf(settings)

  const classify = async (texts: readonly string[]): Promise<Classification[]> => {
    const tokens = texts.map(text => tokenize(prepare(text)))
    const classifications = new Array<Classification>(texts.length).fill(NO_TOKENS)
    const readable = [...tokens.keys()].filter(at => tokens[at]!.length > SPECIAL_TOKENS)
    const lengths = readable.map(at => tokens[at]!.length)
    for (const members of microBatches(lengths, TOKENS_PER_RUN)) {
      const batch = members.map(member => readable[member]!)
      const logits = await session.run(padded(batch.map(at => tokens[at]!)))
      if (logits.length !== batch.length * columns)
        throw new Error(`${settings.model} gave ${logits.length} logits for ${batch.length} texts`)
      for (const [row, at] of batch.entries())
        classifications[at] = decide(logits.subarray(row * columns, (row + 1) * columns), settings)
    }
    return classifications
  }
  return { model: settings.model, classify }
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
