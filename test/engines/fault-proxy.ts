import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'

/** What becomes of one request. `lost`: it is carried out, and its response never arrives. */
export type Fault =
  | { is: 'answered'; status: number; body: object }
  | { is: 'altered'; answer: (body: Record<string, unknown>) => object }
  | { is: 'lost' }

export type FaultProxy = {
  port: number
  /** The next request of this operation ('TransactWriteItems') meets this fault; those planned first come first. */
  plan(operation: string, fault: Fault): void
  /** Every request so far. */
  seen: { operation: string; body: Record<string, unknown> }[]
  stop(): Promise<void>
}

/** Stands between a client and an AWS-JSON service on another port of this machine. */
export const startFaultProxy = async (targetPort: number): Promise<FaultProxy> => {
  const planned: { operation: string; fault: Fault }[] = []
  const seen: FaultProxy['seen'] = []
  const server = createServer(async (incoming, outgoing) => {
    const body = await bytesOf(incoming)
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? ''
    seen.push({ operation, body: JSON.parse(body.toString()) })
    const at = planned.findIndex(one => one.operation === operation)
    const fault = at < 0 ? undefined : planned.splice(at, 1)[0]?.fault
    if (fault?.is === 'answered') return answer(outgoing, fault.status, fault.body)
    const { status, body: answered } = await forward(incoming, body, targetPort)
    if (fault?.is === 'lost') incoming.socket.destroy()
    else answer(outgoing, status, fault ? fault.answer(answered) : answered)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    plan: (operation, fault) => void planned.push({ operation, fault }),
    seen,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const bytesOf = async (stream: IncomingMessage): Promise<Buffer> => Buffer.concat(await stream.toArray())

const answer = (outgoing: ServerResponse, status: number, body: object): void => {
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'FAULT' })
  outgoing.end(JSON.stringify(body))
}

const forward = ({ method, headers }: IncomingMessage, body: Buffer, port: number) =>
  new Promise<{ status: number; body: Record<string, unknown> }>((resolve, reject) => {
    const onward = request({ host: '127.0.0.1', port, method, headers }, async response =>
      resolve({
        status: response.statusCode ?? 500,
        body: JSON.parse((await bytesOf(response)).toString() || '{}'),
      }),
    )
    onward.once('error', reject)
    onward.end(body)
  })
