import { fileURLToPath } from 'node:url'
import { Option } from 'commander'

const MODEL_FOLDER = fileURLToPath(new URL('../models/sentiment', import.meta.url))

/** For every command that counts. */
export const modelOption = (): Option =>
  new Option('--model <dir>', 'the model that labels')
    .env('ROOMTONE_MODEL')
    .default(MODEL_FOLDER, 'the one that comes with it')

export const shadowOption = (): Option =>
  new Option('--shadow-model <dir>', 'a second model that labels beside it and counts nothing').env(
    'ROOMTONE_SHADOW_MODEL',
  )
