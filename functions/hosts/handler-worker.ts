/** The thread that the embedded stack's handlers run on: the same two that Lambda runs, over the same events. */
import { parentPort } from 'node:worker_threads'
import { handler as classify } from '../classify-sqs.ts'
import { handler as collect } from '../collect-dead-letters.ts'
import type { SqsHandler } from './sqs-batch.ts'
import type { Answer, Ask } from './worker-handler.ts'

const handlers: Record<string, SqsHandler> = { 'classify-sqs': classify, 'collect-dead-letters': collect }

const answer = async ({ id, handler, event, deadlineMs }: Ask): Promise<Answer> => {
  try {
    const context = { getRemainingTimeInMillis: () => deadlineMs - Date.now() }
    const response = await handlers[handler]!(event, context)
    return { is: 'answered', id, response: response ?? { batchItemFailures: [] } }
  } catch (error) {
    return { is: 'thrown', id, message: (error as Error).message }
  }
}

const send = (message: Answer) => parentPort?.postMessage(message)

parentPort?.on('message', async (ask: Ask) => send(await answer(ask)))
send({ is: 'ready' })
