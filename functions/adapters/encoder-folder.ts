import { checkSimilarityCard, type SimilarityCard } from '../../schemas/similarity-model.ts'
import { makeEncoder } from '../model/encoder.ts'
import type { Encoder } from '../pipeline/ports.ts'
import { type ModelOptions, modelFolder, nameOf, readCard } from './model-files.ts'
import { loadNetwork, type Row } from './model-network.ts'

/** Of reading files that are wrong: at most 2 runs a minute, however many batches have questions. */
const PAUSE_AFTER_FAILURE_MS = 30_000

/**
 * The sentence encoder in a folder that holds model.json, model.onnx and vocab.txt; its name is told by every vector:
 * models/similarity -> "similarity@6f983f5". The card is read at once, the rest when the first text is to be encoded: a
 * process that sees no question pays nothing. Throws an error that names the file and the cure where the card is wrong;
 * `encode` rejects with one where the rest is, and looks again 30 seconds later: no batch waits for what is broken.
 */
export const loadEncoder = (path: string, options: ModelOptions = {}): Encoder => {
  const folder = modelFolder(path, options.namedBy ?? 'ROOMTONE_SIMILARITY_MODEL')
  const card = readCard(folder, checkSimilarityCard, 'a sentence encoder')
  const named = { model: nameOf(folder, card), cosine: card.groupThreshold }
  const encoder = atFirstUse(async () => {
    const { session, pieces } = await loadNetwork(folder, card, rowOf(card), options)
    return makeEncoder(session, pieces, { ...named, maxTokens: card.maxTokens })
  })
  return {
    ...named,
    encode: async texts => (texts.length === 0 ? [] : (await encoder()).encode(texts)),
  }
}

const rowOf = ({ dimensions }: SimilarityCard): Row => ({
  columns: dimensions,
  called: 'numbers',
  names: 'its dimensions',
  cure: 'export it with vectors of so many as its output',
})

/** Made once for all who ask, when the first does; what could not be made is made anew for who asks after a pause. */
const atFirstUse = <Made>(make: () => Promise<Made>): (() => Promise<Made>) => {
  let made: Promise<Made> | undefined
  let failedAtMs: number | undefined
  return () => {
    if (failedAtMs !== undefined && performance.now() - failedAtMs >= PAUSE_AFTER_FAILURE_MS) made = undefined
    if (made === undefined) {
      failedAtMs = undefined
      made = make()
      made.catch(() => {
        failedAtMs = performance.now()
      })
    }
    return made
  }
}
