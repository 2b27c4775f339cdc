import type { SimilarityCard } from '../../../schemas/similarity-model.ts'
import { writeFolder } from './tiny-model.ts'
import { tinyNetwork } from './tiny-network.ts'

/** Which number of a vector each piece adds to, and how much; [CLS] and [SEP] to none. */
const adds: Record<string, [dimension: number, much: number][]> = {
  '[PAD]': [[9, 9]],
  '[UNK]': [[0, 1]],
  '[CLS]': [],
  '[SEP]': [],
  bad: [[1, -1]],
  fair: [[2, 1]],
  good: [[1, 1]],
  rude: [[3, 1]],
  when: [
    [4, 1],
    [5, -0.5],
  ],
}
const pieces = Object.keys(adds)

/** Sums of its pieces in so many dimensions: "when good" -> 0, 1, 0, 0, 1, -0.5, 0 … */
export const encoderOf = (dimensions: number, output = 'vectors'): Uint8Array =>
  tinyNetwork(
    Object.values(adds).map(some => {
      const row = Array<number>(dimensions).fill(0)
      for (const [dimension, much] of some) row[dimension] = much
      return row
    }),
    { output },
  )

const card: Omit<SimilarityCard, 'sha256'> = {
  task: 'similarity',
  inputs: { input_ids: 'int64 [batch, length]', attention_mask: 'int64 [batch, length]' },
  output: 'vectors float32 [batch, 384]',
  dimensions: 384,
  stored: 'int8',
  maxTokens: 32,
  threshold: 0.5,
  groupThreshold: 0.7,
  vocabularySize: pieces.length,
}

/** An encoder's folder whose vectors can be told in one's head. `change` is what its model.json says otherwise. */
export const writeTinyEncoder = (
  folder: string,
  change: object = {},
  network: Uint8Array = encoderOf(384),
): Promise<string> => writeFolder(folder, { ...card, ...change }, network, `${pieces.join('\n')}\n`)
