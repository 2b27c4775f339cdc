import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Option } from 'commander'

const MODEL_FOLDER = fileURLToPath(new URL('../models/sentiment', import.meta.url))
const SIMILARITY_FOLDER = fileURLToPath(new URL('../models/similarity', import.meta.url))

/** For every command that counts. */
export const modelOption = (): Option =>
  new Option('--model <dir>', 'the model that labels')
    .env('ROOMTONE_MODEL')
    .default(MODEL_FOLDER, 'the one that comes with it')

export const shadowOption = (): Option =>
  new Option('--shadow-model <dir>', 'a second model that labels beside it and counts nothing').env(
    'ROOMTONE_SHADOW_MODEL',
  )

/** Without one that comes with it and without one that is named, the handlers say in their log what is missing. */
export const similarityOption = (): Option =>
  new Option('--similarity <dir>', 'the model that finds questions that ask the same; "no": none')
    .env('ROOMTONE_SIMILARITY_MODEL')
    .default(existsSync(SIMILARITY_FOLDER) ? SIMILARITY_FOLDER : undefined, 'the one that comes with it')
