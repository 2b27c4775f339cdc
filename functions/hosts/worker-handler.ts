import { Worker } from 'node:worker_threads'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { withoutTelemetry } from '../adapters/onnx-runtime.ts'
import type { OutcomeCounts } from '../pipeline/outcome.ts'
import type { HandlerContext } from './handler-context.ts'

/** What the worker is asked, and how it answers; `id` joins the two. */
export type Ask<Event = SQSEvent> = { id: number; handler: string; event: Event; deadlineMs: number }
export type Answer<Response = SQSBatchResponse> =
  | { is: 'answered'; id: number; response: Response; counts?: OutcomeCounts | undefined }
  | { is: 'thrown'; id: number; message: string }
  | { is: 'ready' }

/** A Lambda handler, whatever it is of. */
export type WorkerHandler<Event, Response> = (event: Event, context: HandlerContext) => Promise<Response>

export type WorkerHandlers = {
  /** Resolves when the worker is up; rejects with its error where it cannot start. */
  ready: Promise<void>
  /** A handler of that name in the worker. It rejects when the worker dies; the next call has a new one. */
  handler<Event = SQSEvent, Response = SQSBatchResponse>(name: string): WorkerHandler<Event, Response>
  close(): Promise<void>
}

/** How long after its deadline a handler that is stuck may hold its thread. */
const GRACE_MS = 5_000

type Answered = Extract<Answer<unknown>, { is: 'answered' }>
type Waiting = PromiseWithResolvers<Answered> & { timer: NodeJS.Timeout }

/**
 * Handlers on a thread of their own, because a network that computes blocks the thread it is on. `file` is a module
 * that answers as handler-worker.ts does; its environment is `env` and nothing else.
 */
export const startWorkerHandlers = (file: URL, env: Record<string, string>): WorkerHandlers => {
  let current = startWorker(file, env)
  let closing = false
  let id = 0
  const { ready } = current
  return {
    ready,
    handler:
      <Event, Response>(name: string): WorkerHandler<Event, Response> =>
      async (event, context) => {
        if (closing) throw new Error('the stack is stopping')
        if (!current.isAlive()) current = startWorker(file, env)
        const deadlineMs = Date.now() + context.getRemainingTimeInMillis()
        const answer = await current.ask({ id: ++id, handler: name, event, deadlineMs })
        if (answer.counts) context.observe?.(answer.counts)
        return answer.response as Response
      },
    close: async () => {
      closing = true
      await current.stop()
    },
  }
}

const startWorker = (file: URL, env: Record<string, string>) => {
  withoutTelemetry()
  const worker = new Worker(file, { env })
  const waiting = new Map<number, Waiting>()
  const up = Promise.withResolvers<void>()
  up.promise.catch(() => {}) // a replacement that cannot start fails the batches that wait for it
  let death: Error | undefined
  const die = (error: Error) => {
    death ??= error
    up.reject(death)
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer)
      reject(death)
    }
    waiting.clear()
  }
  worker.on('error', error => die(error as Error))
  worker.on('exit', code => die(new Error(`the thread that classifies ended with code ${code}`)))
  worker.on('message', (answer: Answer<unknown>) => {
    if (answer.is === 'ready') return up.resolve()
    const one = waiting.get(answer.id)
    if (!one) return
    waiting.delete(answer.id)
    clearTimeout(one.timer)
    if (answer.is === 'answered') one.resolve(answer)
    else one.reject(new Error(answer.message))
  })
  return {
    ready: up.promise,
    isAlive: () => death === undefined,
    ask: (ask: Ask<unknown>): Promise<Answered> => {
      const answer = Promise.withResolvers<Answered>()
      const stuck = () => void worker.terminate()
      const timer = setTimeout(stuck, ask.deadlineMs - Date.now() + GRACE_MS)
      waiting.set(ask.id, { ...answer, timer })
      worker.postMessage(ask)
      return answer.promise
    },
    stop: () => worker.terminate(),
  }
}
