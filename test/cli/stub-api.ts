import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a stub's answer is given: the path is decoded, with its query. */
export type Asked = { method: string; path: string; body: unknown; token: string | undefined }
export type Answered = { status: number; body?: unknown; hangUp?: boolean }

/** An HTTP server on a free port that answers as the test says, for commands to talk to. */
export const stubApi = async (answer: (asked: Asked) => Answered) => {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const one: Asked = {
      method: request.method!,
      path: decodeURIComponent(request.url!),
      body: text === '' ? undefined : JSON.parse(text),
      token: request.headers.authorization,
    }
    asked.push(one)
    const { status, body, hangUp } = answer(one)
    if (hangUp) return void request.socket.destroy()
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
