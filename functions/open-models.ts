import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { Config } from './config.ts'
import { openLog } from './log.ts'
import type { Classifier, Encoder } from './pipeline/ports.ts'

type Packaged = Pick<Config, 'isPackaged'>

/** A model that labels; ONNX Runtime is loaded with it. `namedBy`: the variable that names the folder. */
export const openClassifier = async (
  config: Packaged,
  folder: string,
  namedBy: string,
): Promise<Classifier> => {
  const { loadClassifier } = await import('./adapters/model-folder.ts')
  return loadClassifier(folder, { namedBy, isChecked: isChecked(config, folder) })
}

/**
 * What questions are compared by; undefined: by their texts alone. It is loaded when the first text is encoded. A folder that was
 * named must be there; that none comes with this installation is said in the log.
 */
export const openEncoder = async (
  config: Packaged & Pick<Config, 'similarity' | 'functionName'>,
): Promise<Encoder | undefined> => {
  if (!config.similarity) return undefined
  const { folder, isNamed } = config.similarity
  if (!isNamed && !existsSync(folder)) {
    openLog(config)('INFO', noEncoder(folder))
    return undefined
  }
  const { loadEncoder } = await import('./adapters/encoder-folder.ts')
  return loadEncoder(folder, { isChecked: isChecked(config, folder) })
}

const noEncoder = (folder: string) =>
  `there is no ${folder}: only questions with the same words are grouped; name a model with ROOMTONE_SIMILARITY_MODEL, or say "no"`

/** A model of the package was checked when that was made, and Lambda checks the package. One from elsewhere was not. */
const isChecked = ({ isPackaged }: Packaged, folder: string) => isPackaged && !isAbsolute(folder)
