import type { Encoder } from '../pipeline/ports.ts'
import { DIMENSIONS, packVector, quantise } from '../questions/vector.ts'
import { rowsOf, type Session } from './network.ts'

export type EncoderSettings = Pick<Encoder, 'model' | 'cosine'> & { maxTokens: number }

/**
 * Texts to packed vectors, by any network that gives 384 numbers for a text: the mean over its tokens, of any length. Of
 * what no vector can be made (no tokens, all zeros, not a number), none is made; that text alone is without one.
 */
export const makeEncoder = (
  session: Session,
  pieces: readonly string[],
  { model, cosine, maxTokens }: EncoderSettings,
): Encoder => {
  const meansOf = rowsOf(session, pieces, { model, maxTokens, columns: DIMENSIONS })
  const vectorOf = (means: Float32Array | undefined): Uint8Array | undefined => {
    const made = means && quantise(means)
    return made?.is === 'vector' ? packVector(made.vector, model) : undefined
  }
  return { model, cosine, encode: async texts => (await meansOf(texts)).map(vectorOf) }
}
