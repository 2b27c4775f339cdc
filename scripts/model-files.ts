import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Checked, FilesCard } from '../schemas/model-files.ts'

/** What of a model's folder goes into a zip. */
export const modelFiles = ['model.onnx', 'vocab.txt'] as const

/**
 * A model that is packed must be a folder of this project and whole: osls says nothing where a file is not there, and
 * the functions would not start. Throws an error that names the variable, the file and the cure.
 */
export const checkModelFolder = (
  root: string,
  variable: keyof typeof examples,
  model: string,
  check: (card: unknown) => Checked<FilesCard>,
): void => {
  if (path.isAbsolute(model) || !existsSync(path.join(root, model, 'model.json')))
    throw new Error(
      `${variable}: "${model}" is no model folder of this project: name one in models/, such as ${examples[variable]}`,
    )
  const card = cardOf(path.join(root, model, 'model.json'), variable, model, check)
  for (const name of modelFiles) {
    const why = faultOf(path.join(root, model, name), card.sha256[name])
    if (why) throw new Error(`${variable}: ${model}/${name} ${why}: ${CURE}`)
  }
}

/** By the variable that names a folder. */
const examples = {
  ROOMTONE_MODEL: 'models/sentiment',
  ROOMTONE_SHADOW_MODEL: 'models/nano',
  ROOMTONE_SIMILARITY_MODEL: 'models/similarity, or none with "no"',
}

const CURE =
  'fetch the folder again (git checkout, git lfs pull where it is kept there), or name another model'

const cardOf = (
  file: string,
  variable: string,
  model: string,
  check: (card: unknown) => Checked<FilesCard>,
): FilesCard => {
  const checked = check(parsed(readFileSync(file, 'utf8')))
  if (checked.ok) return checked.card
  throw new Error(`${variable}: ${model}/model.json does not describe a model (${checked.why}): ${CURE}`)
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

const faultOf = (file: string, expected: string): string | undefined => {
  if (!existsSync(file)) return 'is not there'
  const bytes = readFileSync(file)
  const actual = createHash('sha256').update(bytes).digest('hex')
  if (actual !== expected)
    return `is not the file that model.json names (${bytes.length} bytes with sha256 ${actual}, expected ${expected})`
}
