import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { neededFor } from './permissions.ts'

/** A stand-in of IAM before local engines: passes on what is granted, refuses the rest as AWS does. */
export type Gate = {
  url: string
  /** What requests needed so far: 'dynamodb:PutItem on Table' */
  used: Set<string>
  denied: Set<string>
  close(): Promise<void>
}

/** `engines`: service of X-Amz-Target -> where it listens. { AmazonSQS: 'http://127.0.0.1:4566' } */
export const openGate = async (
  granted: readonly string[],
  engines: Record<string, string>,
): Promise<Gate> => {
  const used = new Set<string>()
  const denied = new Set<string>()
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const target = String(request.headers['x-amz-target'])
    const needed = neededFor(target, JSON.parse(body.toString()))
    const refused = needed.filter(one => !granted.includes(one))
    for (const one of needed) used.add(one)
    for (const one of refused) denied.add(one)
    if (refused.length > 0) deny(response, refused)
    else await passOn(engines[target.split('.')[0]!]!, request.headers, body, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    used,
    denied,
    close: () => closed(server),
  }
}

const deny = (response: ServerResponse, refused: string[]): void => {
  const body = {
    __type: 'AccessDeniedException',
    message: `not authorized to perform: ${refused.join(', ')}`,
  }
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
}

const passOn = async (
  engine: string,
  { host: _host, connection: _connection, 'content-length': _length, ...headers }: IncomingHttpHeaders,
  body: Buffer,
  response: ServerResponse,
): Promise<void> => {
  const answer = await fetch(engine, {
    method: 'POST',
    headers: headers as Record<string, string>,
    body: new Uint8Array(body),
  })
  response.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? 'application/x-amz-json-1.0',
  })
  response.end(Buffer.from(await answer.arrayBuffer()))
}

const closed = async (server: Server): Promise<void> => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}
