import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { checkModelCard } from '../schemas/model.ts'

/** What of a model's folder goes into a zip. */
export const modelFiles = ['model.onnx', 'vocab.txt'] as const

/**
 * A model that is packed must be a folder of this project and whole: osls says nothing where a file is not there, and
 * the functions would not start. Throws an error that names the variable, the file and the cure.
 */
export const checkModelFolder = (root: string, variable: string, model: string): void => {
  if (path.isAbsolute(model) || !existsSync(path.join(root, model, 'model.json')))
    throw new Error(
      `${variable}: "${model}" is no model folder of this project: name one in models/, such as models/sentiment`,
    )
  const card = cardOf(path.join(root, model, 'model.json'), variable, model)
  for (const name of modelFiles) {
    const why = faultOf(path.join(root, model, name), card.sha256[name])
    if (why) throw new Error(`${variable}: ${model}/${name} ${why}: ${CURE}`)
  }
}

const CURE =
  'fetch the folder again (git checkout, git lfs pull where it is kept there), or name another model'

const cardOf = (file: string, variable: string, model: string) => {
  const checked = checkModelCard(parsed(readFileSync(file, 'utf8')))
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
