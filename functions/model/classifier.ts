import { columnsOf, type ModelCard } from '../../schemas/model.ts'
import type { Classification, Classifier } from '../pipeline/ports.ts'
import { type DecisionSettings, decide } from './decision.ts'
import { rowsOf, type Session } from './network.ts'

export type ClassifierSettings = DecisionSettings & Pick<ModelCard, 'maxTokens'> & { model: string }

const NO_TOKENS: Classification = {
  is: 'unclassifiable',
  reason: 'no-tokens',
  detail: 'nothing is left of the text once white space and invisible characters are dropped',
}

/** Texts to labels by any BERT-style network. What is wrong with one text is that text's classification alone. */
export const makeClassifier = (
  session: Session,
  pieces: readonly string[],
  settings: ClassifierSettings,
): Classifier => {
  const { model, maxTokens } = settings
  const logitsOf = rowsOf(session, pieces, { model, maxTokens, columns: columnsOf(settings) })
  return {
    model,
    classify: async texts =>
      (await logitsOf(texts)).map(logits => (logits ? decide(logits, settings) : NO_TOKENS)),
  }
}
