import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadEncoder } from '../../functions/adapters/encoder-folder.ts'
import { DIMENSIONS, vectorReader } from '../../functions/questions/vector.ts'
import { encoderFolder } from '../contender.ts'
import type { Encoded } from './quality.ts'

const AT_ONCE = 100
const TOLD_EVERY = 2_000

/** Of each text the vector that the pipeline would store; zeros, which are like nothing, where it has none. */
export const encodedBy = async (texts: readonly string[]): Promise<Encoded> => {
  const folder = encoderFolder()
  const { model, cosine, encode } = loadEncoder(folder)
  const { threshold } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as { threshold: number }
  const read = vectorReader(model)
  const vectors: Int8Array[] = []
  for (let at = 0; at < texts.length; at += AT_ONCE) {
    if (at % TOLD_EVERY === 0) console.error(`${at} of ${texts.length} texts encoded`)
    for (const packed of await encode(texts.slice(at, at + AT_ONCE))) {
      const one = read(packed)
      vectors.push(one.is === 'vector' ? one.vector : new Int8Array(DIMENSIONS))
    }
  }
  return { vectors, cosine, threshold }
}

/** From a file of 384 int8 for each text, in the order of the texts: those of a model that is tried, say. */
export const encodedIn = (file: string, texts: readonly string[]): Encoded => {
  const bytes = readFileSync(file)
  if (bytes.length !== texts.length * DIMENSIONS)
    throw new Error(
      `${file} holds ${bytes.length} bytes, not ${DIMENSIONS} for each of ${texts.length} texts: make it anew`,
    )
  return {
    vectors: texts.map(
      (_, at) => new Int8Array(bytes.buffer, bytes.byteOffset + at * DIMENSIONS, DIMENSIONS),
    ),
  }
}
