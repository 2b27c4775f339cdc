import { parentPort } from 'node:worker_threads'
import type { OutcomeCounts } from '../pipeline/outcome.ts'
import type { HandlerContext } from './handler-context.ts'
import type { Answer, Ask } from './worker-handler.ts'

type Handlers<Event, Response> = Record<
  string,
  // biome-ignore lint/suspicious/noConfusingVoidType: it is what Lambda's own type says
  (event: Event, context: HandlerContext) => Promise<Response | void>
>
type Responses = { batchItemFailures: unknown[] }

/** Answer what startWorkerHandlers asks, on the thread that this is called on. */
export const answerAsks = <Event, Response extends Responses>(handlers: Handlers<Event, Response>) => {
  const send = (message: Answer<Responses>) => parentPort?.postMessage(message)
  const answer = async (ask: Ask<Event>): Promise<Answer<Responses>> => {
    const { id, handler, event, deadlineMs } = ask
    let counts: OutcomeCounts | undefined
    const context: HandlerContext = {
      getRemainingTimeInMillis: () => deadlineMs - Date.now(),
      observe: given => {
        counts = given
      },
    }
    try {
      const response = await handlers[handler]!(event, context)
      return { is: 'answered', id, response: response ?? { batchItemFailures: [] }, counts }
    } catch (error) {
      return { is: 'thrown', id, message: (error as Error).message }
    }
  }
  parentPort?.on('message', async (ask: Ask<Event>) => send(await answer(ask)))
  send({ is: 'ready' })
}
