import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { microBatches } from '../functions/model/micro-batches.ts'
import { TOKENS_PER_RUN } from '../functions/model/network.ts'
import { prepare } from '../functions/model/prepare.ts'
import { wordPiece } from '../functions/model/wordpiece.ts'

/** The share of the tokens that a model reads in calls of `size` texts and that only fill up: 0 to 1. */
export const paddingShare = (folder: string, texts: readonly string[], size: number): number => {
  const { maxTokens } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'))
  const pieces = readFileSync(join(folder, 'vocab.txt'), 'utf8').trimEnd().split('\n')
  const tokenize = wordPiece(pieces, maxTokens)
  const lengths = texts.map(text => tokenize(prepare(text)).length)
  let read = 0
  for (let at = 0; at < lengths.length; at += size) read += readIn(lengths.slice(at, at + size))
  return 1 - lengths.reduce((sum, length) => sum + length, 0) / read
}

/** Tokens of one call, padding counted. [9, 3, 8, 3] in runs of 16 -> 6 + 8 + 9 */
const readIn = (lengths: readonly number[]): number =>
  microBatches(lengths, TOKENS_PER_RUN).reduce(
    (sum, batch) => sum + batch.length * Math.max(...batch.map(at => lengths[at]!)),
    0,
  )
