/** The thread that labels and counts what a Kafka consumer reads: the handler that Lambda runs, over the same events. */
import { handler } from '../classify-kafka.ts'
import { answerAsks } from './worker-answers.ts'

answerAsks({ 'classify-kafka': handler })
