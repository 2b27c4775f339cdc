import { createHash } from 'node:crypto'
import type { Encoder } from '../../../functions/pipeline/ports.ts'
import { DIMENSIONS, packVector } from '../../../functions/questions/vector.ts'

export const ENCODER = 'similarity@1a2b3c4'

/** 392 bytes that follow from the text and the encoder's name, and from nothing else. */
export const vectorOf = (text: string, model = ENCODER): Uint8Array => {
  const bytes = createHash('shake256', { outputLength: DIMENSIONS }).update(text).digest()
  return packVector(new Int8Array(bytes), model)
}

/** An encoder of such vectors; of a mute text it gives none. `asked` are the texts of each call. */
export const stubEncoder = (model = ENCODER): Encoder & { asked: string[][] } => {
  const asked: string[][] = []
  return {
    asked,
    model,
    cosine: 0.8,
    encode: async texts => {
      asked.push([...texts])
      return texts.map(text => (text.includes('mute') ? undefined : vectorOf(text, model)))
    },
  }
}
