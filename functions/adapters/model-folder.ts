import { checkModelCard, columnsOf, type ModelCard } from '../../schemas/model.ts'
import { makeClassifier } from '../model/classifier.ts'
import type { Classifier } from '../pipeline/ports.ts'
import { type ModelOptions, modelFolder, nameOf, readCard } from './model-files.ts'
import { loadNetwork, type Row } from './model-network.ts'

/**
 * The classifier in a folder that holds model.json, model.onnx and vocab.txt; any BERT-style network of ours or yours.
 * Its name goes with every message that it labels: models/sentiment -> "sentiment@f1f95cc" (start of the sha256).
 * Throws an error that names the file and the cure where the folder is not what model.json says.
 */
export const loadClassifier = async (path: string, options: ModelOptions = {}): Promise<Classifier> => {
  const folder = modelFolder(path, options.namedBy ?? 'ROOMTONE_MODEL')
  const card = readCard(folder, checkModelCard, 'a model that labels')
  const { session, pieces } = await loadNetwork(folder, card, rowOf(card), options)
  return makeClassifier(session, pieces, { ...card, model: nameOf(folder, card) })
}

/** names: 'negative, neutral, positive, offensive' */
const rowOf = (card: ModelCard): Row => ({
  columns: columnsOf(card),
  called: 'logits',
  names: [...card.labels, ...Object.keys(card.tasks ?? {})].join(', '),
  cure: 'correct labels and tasks in model.json, or export it with these columns',
})
