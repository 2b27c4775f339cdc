import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelCard } from '../../../schemas/model.ts'
import { tinyNetwork } from './tiny-network.ts'

/** What each piece adds to the logits: negative, neutral, positive, offensive, question. */
const pieces: Record<string, number[]> = {
  '[PAD]': [9, 9, 9, 9, 9],
  '[UNK]': [0, 0, 0, 0, 0],
  '[CLS]': [0, 0, 0, -1, -1],
  '[SEP]': [0, 0, 0, 0, 0],
  bad: [2, 0, 0, 0, 0],
  fair: [0, 2, 0, 0, 0],
  good: [0, 0, 2, 0, 0],
  rude: [0, 0, 0, 2, 0],
  when: [0, 0, 0, 0, 2],
}
const vocabulary = `${Object.keys(pieces).join('\n')}\n`

/** The network with its first `columns` logits; those beyond the fifth repeat the last. */
export const networkOf = (columns: number): Uint8Array =>
  tinyNetwork(Object.values(pieces).map(row => [...row, ...row.slice(-1)].slice(0, columns)))

export const tasks = {
  offensive: { column: 3, temperature: 1, threshold: 0.5 },
  question: { column: 4, temperature: 1, threshold: 0.5 },
} as const

const card: Omit<ModelCard, 'sha256'> = {
  labels: ['negative', 'neutral', 'positive'],
  tasks,
  inputs: { input_ids: 'int64 [batch, length]', attention_mask: 'int64 [batch, length]' },
  output: 'logits float32 [batch, 5]',
  maxTokens: 32,
  temperature: 1,
  sureThreshold: 0.6,
  vocabularySize: Object.keys(pieces).length,
}

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A model folder of these files, whose model.json knows their hashes unless `card` says others. */
export const writeFolder = async (
  folder: string,
  card: object,
  network: Uint8Array,
  vocabulary: string,
): Promise<string> => {
  const hashes = { 'model.onnx': sha256(network), 'vocab.txt': sha256(vocabulary) }
  await writeFile(join(folder, 'model.onnx'), network)
  await writeFile(join(folder, 'vocab.txt'), vocabulary)
  await writeFile(join(folder, 'model.json'), JSON.stringify({ sha256: hashes, ...card }))
  return folder
}

/**
 * A model folder whose answers can be told in one's head: "when rude good" -> logits 0, 0, 2, 1, 1. `change` is what
 * its model.json says otherwise.
 */
export const writeTinyModel = (
  folder: string,
  change: object = {},
  network: Uint8Array = networkOf(5),
): Promise<string> => writeFolder(folder, { ...card, ...change }, network, vocabulary)
