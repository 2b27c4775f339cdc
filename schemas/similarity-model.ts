import { type Checked, checkCard, type FilesCard, fileRules, isNumber, type Rules } from './model-files.ts'

/** How well it did: Spearman's correlation on the STS benchmark and on the target set, and what the threshold finds; per cent. */
export type SimilarityFigures = {
  stsb: number
  target: number
  f1: number
  precision: number
  recall: number
}

/** What the model.json of a sentence encoder says (training/similarity/folder.py). */
export type SimilarityCard = FilesCard & {
  task: 'similarity'
  /** Numbers of a vector; stored vectors have as many (functions/questions/vector.ts). */
  dimensions: 384
  /** How a vector is kept. */
  stored: 'int8'
  /** From this cosine on, two questions are one: chosen on pairs of questions. */
  threshold: number
  /** The same for a room full of questions, where few pairs are the same. */
  groupThreshold: number
  development?: SimilarityFigures
  test?: SimilarityFigures
}

const isCosine = (value: unknown) => isNumber(value) && value > 0 && value <= 1

const rules: Rules = {
  task: [
    value => value === 'similarity',
    '"similarity", as in every encoder (a model that labels is named with ROOMTONE_MODEL)',
  ],
  dimensions: [value => value === 384, '384, as vectors are stored with so many'],
  stored: [value => value === 'int8', '"int8", as vectors are stored so'],
  threshold: [isCosine, 'a cosine over 0, at most 1'],
  groupThreshold: [isCosine, 'a cosine over 0, at most 1'],
  ...fileRules,
}

/**
 * The model.json of an encoder, or what is wrong with it.
 * { task: 'similarity', dimensions: 768, … } -> { ok: false, why: 'dimensions should be 384, as …, it is 768' }
 */
export const checkSimilarityCard = (value: unknown): Checked<SimilarityCard> => checkCard(value, rules)
