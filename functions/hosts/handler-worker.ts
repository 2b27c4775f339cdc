/** The thread that the embedded stack's handlers run on: the same two that Lambda runs, over the same events. */
import { handler as classify } from '../classify-sqs.ts'
import { handler as collect } from '../collect-dead-letters.ts'
import { answerAsks } from './worker-answers.ts'

answerAsks({ 'classify-sqs': classify, 'collect-dead-letters': collect })
