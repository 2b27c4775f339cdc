/*
 * Stands between a function and the local engines, in the place of AWS: passes requests on by their service, or refuses
 * them, and shows each with its answer to whoever counts.
 */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A request to AWS: DynamoDB_20120810 PutItem { TableName: 'Table', … } */
export type AwsCall = {
  service: string
  operation: string
  // biome-ignore lint/suspicious/noExplicitAny: any request of any service.
  body: any
  /** Of the body as sent. */
  bytes: number
}

export type AwsAnswer = { status: number; body: Buffer }

export type GateOptions = {
  /** Service -> where it listens. { AmazonSQS: 'http://127.0.0.1:4566' } */
  engines: Record<string, string>
  /** Why AWS would refuse it; undefined: it does not. */
  refuse?: (call: AwsCall) => string | undefined
  /** Told of each request that was passed on. */
  seen?: (call: AwsCall, answer: AwsAnswer) => void
}

export type Gate = { url: string; close(): Promise<void> }

export const openGate = async (options: GateOptions): Promise<Gate> => {
  const server = createServer(async (request, response) => {
    const call = callOf(request.headers, await buffer(request))
    const why = options.refuse?.(call.parsed)
    if (why !== undefined) return refuse(response, why)
    try {
      const { status, contentType, body } = await passOn(options.engines, call, request.headers)
      options.seen?.(call.parsed, { status, body })
      response.writeHead(status, { 'content-type': contentType }).end(body)
    } catch {
      response.destroy() // the engine is away, and so is AWS
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type Call = { bytes: Buffer; parsed: AwsCall }

const callOf = (headers: IncomingHttpHeaders, bytes: Buffer): Call => {
  const [service = '', operation = ''] = String(headers['x-amz-target']).split('.')
  return { bytes, parsed: { service, operation, body: JSON.parse(bytes.toString()), bytes: bytes.length } }
}

const JSON_1_0 = 'application/x-amz-json-1.0'

const refuse = (response: ServerResponse, message: string): void =>
  void response
    .writeHead(400, { 'content-type': JSON_1_0 })
    .end(JSON.stringify({ __type: 'AccessDeniedException', message }))

const passOn = async (
  engines: GateOptions['engines'],
  { bytes, parsed }: Call,
  { host: _, connection: __, 'content-length': ___, ...headers }: IncomingHttpHeaders,
) => {
  const engine = engines[parsed.service]
  if (!engine) throw new Error(`there is no local ${parsed.service}`)
  const answer = await fetch(engine, {
    method: 'POST',
    headers: headers as Record<string, string>,
    body: new Uint8Array(bytes),
  })
  const contentType = answer.headers.get('content-type') ?? JSON_1_0
  return { status: answer.status, contentType, body: Buffer.from(await answer.arrayBuffer()) }
}
