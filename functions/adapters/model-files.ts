/*
 * What a folder of any model of ours holds, read and checked: model.json (its card), model.onnx and vocab.txt. Every
 * error names the file and the cure.
 */
import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Checked, FilesCard } from '../../schemas/model-files.ts'
import { packedNetwork } from './packed-network.ts'

/**
 * `namedBy`: the variable or option that names the folder, for the cure of what is wrong with it. `isChecked`: the files
 * are known to be whole and to fit together, as those of a package are (scripts/package.ts): it spares a start 20 ms of
 * CPU, and as much again for the network that was packed in place of model.onnx (packed-network.ts).
 */
export type ModelOptions = {
  threads?: number | undefined
  namedBy?: string | undefined
  isChecked?: boolean | undefined
}

export type ModelFolder = { path: string; cure: string }

/** `namedBy`: as in ModelOptions. */
export const modelFolder = (path: string, namedBy: string): ModelFolder => ({
  path,
  cure: `fetch the model folder again, or name another with ${namedBy}`,
})

export const fileOf = ({ path }: ModelFolder, name: string): string => join(path, name)

/** models/sentiment -> "sentiment@f1f95cc" (start of the sha256) */
export const nameOf = ({ path }: ModelFolder, { sha256 }: Pick<FilesCard, 'sha256'>): string =>
  `${basename(resolve(path))}@${sha256['model.onnx'].slice(0, 7)}`

/** `what` the folder should hold, for the error: 'a model that labels'. */
export const readCard = <Card>(
  folder: ModelFolder,
  check: (value: unknown) => Checked<Card>,
  what: string,
): Card => {
  const path = fileOf(folder, 'model.json')
  const json = read(path, folder.cure)
  let value: unknown
  try {
    value = JSON.parse(json.toString())
  } catch (error) {
    throw new Error(`${path} is not JSON (${(error as Error).message}): mend it, or ${folder.cure}`)
  }
  const checked = check(value)
  if (checked.ok) return checked.card
  throw new Error(`${path} does not describe ${what}: ${checked.why}; mend it, or ${folder.cure}`)
}

/** The network: its bytes, or the file of a checked one; and the vocabulary: `pieces[id]` is the piece with that id. */
export const readFiles = async (
  folder: ModelFolder,
  card: FilesCard,
  { isChecked = false }: Pick<ModelOptions, 'isChecked'>,
): Promise<{ network: Buffer | string; pieces: string[] }> => {
  if (isChecked)
    return {
      network: packedNetwork(folder.path),
      pieces: piecesOf(read(fileOf(folder, 'vocab.txt'), folder.cure), card, folder),
    }
  const { checkHash } = await import('./model-hash.ts')
  const readWhole = (name: keyof FilesCard['sha256']) => {
    const bytes = read(fileOf(folder, name), folder.cure)
    checkHash(bytes, card.sha256[name], fileOf(folder, name), folder.cure)
    return bytes
  }
  const network = readWhole('model.onnx')
  return { network, pieces: piecesOf(readWhole('vocab.txt'), card, folder) }
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

const piecesOf = (vocabulary: Buffer, { vocabularySize }: FilesCard, folder: ModelFolder): string[] => {
  const pieces = vocabulary.toString().replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n')
  if (pieces.length === vocabularySize) return pieces
  throw new Error(
    `${fileOf(folder, 'vocab.txt')} holds ${pieces.length} pieces, model.json says ${vocabularySize}: one of them belongs to another model; ${folder.cure}`,
  )
}
