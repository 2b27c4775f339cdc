import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** TinyBERT-4L-312 (Jiao et al. 2020); MobileBERT says its own shape. */
const TINYBERT = { layers: 4, hidden: 312, heads: 12, inner: 1200, positions: 512, labels: 3 }

/** Pieces of BERT's own vocabulary. */
export const BERT_PIECES = 30_522

/** The size that BERT comes in first (Devlin et al. 2019), and ours before its weights are made int8. */
const BERT_BASE = { layers: 12, hidden: 768, heads: 12, inner: 3072, positions: 512, labels: 3 }
const DISTILLED = { layers: 6, hidden: 384, heads: 12, inner: 1536, positions: 128, labels: 5 }

export type Network = 'tinybert' | 'mobilebert' | 'bert-base' | 'distilled'

/** Loaded with what `installPeers` has brought. */
const peer = (file: string) => import(new URL(`../peers/${file}`, import.meta.url).href)

const bert = async (shape: object, pieces: number) => (await peer('bert.js')).bertNetwork(shape, pieces)

const bytesOf: Record<Network, () => Promise<Uint8Array>> = {
  tinybert: () => bert(TINYBERT, BERT_PIECES),
  'bert-base': () => bert(BERT_BASE, BERT_PIECES),
  distilled: () => bert(DISTILLED, pieces().length),
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
  const ours = pieces()
  const more = Array.from({ length: BERT_PIECES - ours.length }, (_, at) => `[unused${at}]`)
  return `${[...ours, ...more].join('\n')}\n`
}

const pieces = (): string[] =>
  readFileSync(fileURLToPath(new URL('../../models/sentiment/vocab.txt', import.meta.url)), 'utf8')
    .trimEnd()
    .split('\n')
