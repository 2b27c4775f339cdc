import { parentPort } from 'node:worker_threads'
import type { OutcomeCounts } from '../pipeline/outcome.ts'
import type { HandlerContext } from './handler-context.ts'
import type { Answer, Ask } from './worker-handler.ts'

/** By name; each has an event and a response of its own, which whoever asks for it knows. */
type Handlers = Record<string, (event: never, context: HandlerContext) => Promise<unknown>>

/** Answer what startWorkerHandlers asks, on the thread that this is called on. */
export const answerAsks = (handlers: Handlers): void => {
  const send = (message: Answer<unknown>) => parentPort?.postMessage(message)
  const answer = async ({ id, handler, event, deadlineMs }: Ask<never>): Promise<Answer<unknown>> => {
    let counts: OutcomeCounts | undefined
    const context: HandlerContext = {
      getRemainingTimeInMillis: () => deadlineMs - Date.now(),
      observe: given => {
        counts = given
      },
    }
    try {
      const response = await handlers[handler]!(event, context)
      return { is: 'answered', id, response, counts }
    } catch (error) {
      return { is: 'thrown', id, message: (error as Error).message }
    }
  }
  parentPort?.on('message', async (ask: Ask<never>) => send(await answer(ask)))
  send({ is: 'ready' })
}
