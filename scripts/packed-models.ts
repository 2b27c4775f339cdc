import path from 'node:path'
import { loadEncoder } from '../functions/adapters/encoder-folder.ts'
import { loadClassifier } from '../functions/adapters/model-folder.ts'
import { checkModelCard } from '../schemas/model.ts'
import { checkSimilarityCard } from '../schemas/similarity-model.ts'
import { checkModelFolder } from './model-files.ts'

/** Folders of the project: `model` counts, `shadow` labels beside it, `similarity` tells which questions ask the same. */
export type PackedModels = { model: string; shadow?: string | undefined; similarity?: string | undefined }

type Environment = Record<string, string | undefined>

/** What is packed, by the variables that name it, as serverless.yml reads them. {} -> models/sentiment, models/similarity */
export const packedModels = (env: Environment): PackedModels => {
  const similarity = env.ROOMTONE_SIMILARITY_MODEL || 'models/similarity'
  return {
    model: env.ROOMTONE_MODEL || 'models/sentiment',
    shadow: env.ROOMTONE_SHADOW_MODEL || undefined,
    similarity: similarity === 'no' ? undefined : similarity,
  }
}

/**
 * Whether what a variable names can be run as a function will run it: files, hashes and network are what model.json says.
 * Throws an error that names the file and the cure.
 */
export const trials = {
  ROOMTONE_MODEL: (folder: string) => loadClassifier(folder, { namedBy: 'ROOMTONE_MODEL' }),
  ROOMTONE_SHADOW_MODEL: (folder: string) => loadClassifier(folder, { namedBy: 'ROOMTONE_SHADOW_MODEL' }),
  ROOMTONE_SIMILARITY_MODEL: async (folder: string) =>
    loadEncoder(folder, { namedBy: OR_NONE }).encode(['Will this be recorded?']),
}

const OR_NONE = 'ROOMTONE_SIMILARITY_MODEL (which may be "no": then there is none)'

/** Each whole, and fit to run: a packaged function takes that for granted, to start sooner. `root`: the project. */
export const checkModels = async (
  root: string,
  { model, shadow, similarity }: PackedModels,
): Promise<void> => {
  checkModelFolder(root, 'ROOMTONE_MODEL', model, checkModelCard)
  if (shadow) checkModelFolder(root, 'ROOMTONE_SHADOW_MODEL', shadow, checkModelCard)
  if (similarity) checkModelFolder(root, 'ROOMTONE_SIMILARITY_MODEL', similarity, checkSimilarityCard)
  await trials.ROOMTONE_MODEL(path.join(root, model))
  if (shadow) await trials.ROOMTONE_SHADOW_MODEL(path.join(root, shadow))
  if (similarity) await trials.ROOMTONE_SIMILARITY_MODEL(path.join(root, similarity))
}
