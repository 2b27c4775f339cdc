/*
 * The Runtime API of one process of a function, on loopback. The process asks, and waits until there is an event:
 *
 *   GET  /2018-06-01/runtime/invocation/next            -> an event, its id and its deadline
 *   POST /2018-06-01/runtime/invocation/<id>/response   what the handler answered
 *   POST /2018-06-01/runtime/invocation/<id>/error      what it threw
 *   POST /2018-06-01/runtime/init/error                 why it cannot start
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** Why a function failed, as Lambda tells it. { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out …' } */
export type Fault = { errorType: string; errorMessage: string; trace?: readonly string[] }

/** What became of an event. */
export type Reply = { answer: unknown } | { error: Fault }

export type Work = { id: string; event: string; deadlineMs: number; functionArn: string }

export type RuntimeApi = {
  /** '127.0.0.1:41873' */
  address: string
  /** Resolves when the process has asked for its first event, or said why it cannot. */
  init: Promise<Fault | undefined>
  /** Resolves when the process waits for an event. */
  waits(): Promise<void>
  /** Give the waiting process an event. */
  hand(work: Work): Promise<Reply>
  close(): Promise<void>
}

/** Of a response. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024

const PREFIX = '/2018-06-01/runtime/'

export const openRuntimeApi = async (): Promise<RuntimeApi> => {
  const init = Promise.withResolvers<Fault | undefined>()
  let asking = Promise.withResolvers<ServerResponse>()
  let inHand: { id: string; settle: (reply: Reply) => void } | undefined
  const settle = (id: string, reply: Reply) => {
    if (inHand?.id === id) inHand.settle(reply)
  }
  const server = createServer(async (request, response) => {
    const [what, id = '', ending] = request.url!.replace(PREFIX, '').split('/')
    if (what === 'invocation' && id === 'next') {
      init.resolve(undefined)
      return asking.resolve(response)
    }
    const body = await text(request)
    if (what === 'init') init.resolve(JSON.parse(body))
    else settle(id, ending === 'error' ? { error: JSON.parse(body) } : answerOf(request, body))
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}')
  })
  server.keepAliveTimeout = 0 // a handler may work longer on an event than a server waits for the next request
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    init: init.promise,
    waits: async () => void (await asking.promise),
    hand: async ({ id, event, deadlineMs, functionArn }) => {
      const response = await asking.promise
      asking = Promise.withResolvers()
      const replied = Promise.withResolvers<Reply>()
      inHand = { id, settle: replied.resolve }
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': id,
        'lambda-runtime-deadline-ms': String(deadlineMs),
        'lambda-runtime-invoked-function-arn': functionArn,
      })
      response.end(event)
      return replied.promise
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const answerOf = (request: IncomingMessage, body: string): Reply => {
  const bytes = Number(request.headers['content-length'])
  if (bytes <= MAX_RESPONSE_BYTES) return { answer: JSON.parse(body) }
  const errorMessage = `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`
  return { error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } }
}
