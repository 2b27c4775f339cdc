/**
 * The thread that the embedded stack's handlers run on: the same two that Lambda runs, over the same events; and what texts
 * mean, for the API, so that there is one encoder in the process.
 */
import { handler as classify, encoder } from '../classify-sqs.ts'
import { handler as collect } from '../collect-dead-letters.ts'
import { answerAsks } from './worker-answers.ts'

const encode = async (texts: readonly string[]) => {
  if (!encoder) throw new Error('this thread has no model that compares questions')
  return encoder.encode(texts)
}

answerAsks({ 'classify-sqs': classify, 'collect-dead-letters': collect, encode })
