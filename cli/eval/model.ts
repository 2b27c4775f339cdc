import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Option } from 'commander'
import { loadClassifier } from '../../functions/adapters/model-folder.ts'
import type { Classifier } from '../../functions/pipeline/ports.ts'
import type { ModelCard } from '../../schemas/model.ts'
import { Failure } from '../failure.ts'
import type { TaskName } from './tasks.ts'

const ours = fileURLToPath(new URL('../../models/sentiment', import.meta.url))

export const modelOption = (): Option =>
  new Option('--model <dir>', 'the folder of another model')
    .env('ROOMTONE_MODEL')
    .default(ours, 'models/sentiment')

/** The model and, of sentiment, its threshold. Throws a Failure where it cannot be loaded or has no such task. */
export const loadModel = async (
  folder: string,
  task: TaskName,
): Promise<{ classifier: Classifier; threshold?: number }> => {
  const classifier = await loadClassifier(folder).catch(error => {
    throw new Failure(error.message)
  })
  const path = join(folder, 'model.json')
  const card: ModelCard = JSON.parse(await readFile(path, 'utf8'))
  if (task === 'sentiment') return { classifier, threshold: card.sureThreshold }
  if (card.tasks?.[task]) return { classifier }
  throw new Failure(`${path} names no task "${task}": name a model that has it with --model`)
}
