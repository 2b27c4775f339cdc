import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** TinyBERT-4L-312 (Jiao et al. 2020); MobileBERT says its own shape. */
const TINYBERT = { layers: 4, hidden: 312, heads: 12, inner: 1200, positions: 512, labels: 3 }

/** Pieces of BERT's own vocabulary. */
export const BERT_PIECES = 30_522

export type Network = 'tinybert' | 'mobilebert'

/** Loaded with what `installPeers` has brought. */
const peer = (file: string) => import(new URL(`../peers/${file}`, import.meta.url).href)

const bytesOf: Record<Network, () => Promise<Uint8Array>> = {
  tinybert: async () => (await peer('bert.js')).bertNetwork(TINYBERT, BERT_PIECES),
  mobilebert: async () => (await peer('mobilebert.js')).mobileBertNetwork(BERT_PIECES),
}

/** Write the networks and the vocabulary that goes with them into a scratch folder. */
export const writeNetworks = async (folder: string, networks: readonly Network[]): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  for (const name of networks) writeFileSync(join(folder, `${name}.onnx`), await bytesOf[name]())
  if (!existsSync(join(folder, `vocab-${BERT_PIECES}.txt`)))
    writeFileSync(join(folder, `vocab-${BERT_PIECES}.txt`), vocabulary())
}

/**
 * Our pieces, filled up to as many as BERT has with pieces that no text holds: so all networks read the same tokens,
 * and the embeddings have their full size.
 */
const vocabulary = (): string => {
  const ours = fileURLToPath(new URL('../../models/sentiment/vocab.txt', import.meta.url))
  const pieces = readFileSync(ours, 'utf8').trimEnd().split('\n')
  const more = Array.from({ length: BERT_PIECES - pieces.length }, (_, at) => `[unused${at}]`)
  return `${[...pieces, ...more].join('\n')}\n`
}
