import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { checkModelCard, columnsOf, type ModelCard } from '../../schemas/model.ts'
import { makeClassifier } from '../model/classifier.ts'
import type { Classifier } from '../pipeline/ports.ts'
import { type OnnxSession, onnxSession } from './onnx-session.ts'

/**
 * `namedBy`: the variable or option that names the folder, for the cure of what is wrong with it. `isChecked`: the files
 * are known to be whole and to fit together, as those of a package are (scripts/package.ts): it spares a start 20 ms of
 * CPU, a tenth.
 */
export type ModelOptions = {
  threads?: number | undefined
  namedBy?: string | undefined
  isChecked?: boolean | undefined
}

/**
 * The classifier in a folder that holds model.json, model.onnx and vocab.txt; any BERT-style network of ours or yours.
 * Its name goes with every message that it labels: models/sentiment -> "sentiment@f1f95cc" (start of the sha256).
 * Throws an error that names the file and the cure where the folder is not what model.json says.
 */
export const loadClassifier = async (
  folder: string,
  { threads = 1, namedBy = 'ROOMTONE_MODEL', isChecked = false }: ModelOptions = {},
): Promise<Classifier> => {
  const file = (name: string) => join(folder, name)
  const cure = `fetch the model folder again, or name another with ${namedBy}`
  const card = readCard(file('model.json'), cure)
  const readWhole = isChecked ? read : readHashed(card.sha256)
  const network = readWhole(file('model.onnx'), cure)
  const vocabulary = readWhole(file('vocab.txt'), cure)
  const pieces = piecesOf(vocabulary, card, file('vocab.txt'), cure)
  const session = await open(network, threads, file('model.onnx'), cure)
  checkNames(session, card, file('model.json'))
  const model = `${basename(resolve(folder))}@${card.sha256['model.onnx'].slice(0, 7)}`
  const classifier = makeClassifier(session, pieces, { ...card, model })
  if (!isChecked) await checkNetwork(session, pieces.length, card, file('model.onnx'))
  return classifier
}

/** Nothing goes on before the model is there, and reading 12 MB at once takes half as long as in turns. */
const read = (path: string, cure: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : message
    throw new Error(`cannot read ${path} of the model: ${why}; ${cure}`, { cause: error })
  }
}

const readCard = (path: string, cure: string): ModelCard => {
  const json = read(path, cure)
  let value: unknown
  try {
    value = JSON.parse(json.toString())
  } catch (error) {
    throw new Error(`${path} is not JSON (${(error as Error).message}): mend it, or ${cure}`)
  }
  const checked = checkModelCard(value)
  if (checked.ok) return checked.card
  throw new Error(`${path} does not describe a model: ${checked.why}; mend it, or ${cure}`)
}

/** Hashing takes 9 ms: little for never running a file that was cut short. */
const readHashed =
  (sha256: ModelCard['sha256']) =>
  (path: string, cure: string): Buffer => {
    const bytes = read(path, cure)
    const actual = hash('sha256', bytes)
    const expected = sha256[basename(path) as keyof ModelCard['sha256']]
    if (actual === expected) return bytes
    throw new Error(
      `${path} is not the file that model.json names: ${bytes.length} bytes with sha256 ${actual}, expected ${expected}; it may have been cut short: ${cure}`,
    )
  }

const piecesOf = (
  vocabulary: Buffer,
  { vocabularySize }: ModelCard,
  path: string,
  cure: string,
): string[] => {
  const pieces = vocabulary.toString().replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n')
  if (pieces.length === vocabularySize) return pieces
  throw new Error(
    `${path} holds ${pieces.length} pieces, model.json says ${vocabularySize}: one of them belongs to another model; ${cure}`,
  )
}

const open = (network: Buffer, threads: number, path: string, cure: string): Promise<OnnxSession> =>
  onnxSession(network, threads).catch(error => {
    throw new Error(`ONNX Runtime cannot load ${path}: ${error.message}; ${cure}`, { cause: error })
  })

const checkNames = ({ inputs, outputs }: OnnxSession, card: ModelCard, path: string): void => {
  const takes = [...inputs].sort().join(', ')
  const said = Object.keys(card.inputs).sort().join(', ')
  if (takes !== said)
    throw new Error(`the network takes ${takes}, ${path} says ${said}: export it with these inputs`)
  if (outputs[0] !== card.output.split(' ')[0])
    throw new Error(
      `the network gives ${outputs.join(', ')}, ${path} says ${card.output}: correct model.json`,
    )
}

/** One run at the edges: the last piece of the vocabulary, as long as a text gets. Warms the network up, too. */
const checkNetwork = async (session: OnnxSession, pieceCount: number, card: ModelCard, path: string) => {
  const width = card.maxTokens
  const ids = new BigInt64Array(width).fill(BigInt(pieceCount - 1))
  const logits = await session
    .run({ ids, mask: new BigInt64Array(width).fill(1n), rows: 1, width })
    .catch(error => {
      throw new Error(
        `${path} fails on ${width} tokens or on piece ${pieceCount - 1}, which model.json allows (${error.message}): correct maxTokens or vocab.txt`,
        { cause: error },
      )
    })
  if (logits.length !== columnsOf(card))
    throw new Error(
      `${path} gives ${logits.length} logits a text, model.json names ${columnsOf(card)} (${namesOf(card)}): correct labels and tasks in model.json, or export it with these columns`,
    )
}

/** 'negative, neutral, positive, offensive' */
const namesOf = ({ labels, tasks = {} }: ModelCard): string => [...labels, ...Object.keys(tasks)].join(', ')
