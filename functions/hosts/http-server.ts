import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

/** The stack has no users of its own: who can reach it may do everything, so only this machine can. */
const HOST = '127.0.0.1'

export type HttpServer = {
  /** http://127.0.0.1:4000 */
  url: string
  /** Take no more; end when what is being answered is answered, or after a second. */
  close(): Promise<void>
}

const CLOSE_WITHIN_MS = 1_000

/** Answer on 127.0.0.1:port. Throws, naming the cure, where the port is in use. */
export const serveHttp = async (
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<HttpServer> => {
  const server = createAdaptorServer({ fetch, hostname: HOST }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(portInUse(port), { cause: error }) : error),
    )
    server.listen(port, HOST, resolve)
  })
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const timer = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS)
      await new Promise(resolve => server.close(resolve))
      clearTimeout(timer)
    },
  }
}

const portInUse = (port: number) =>
  `port ${port} on ${HOST} is in use: stop what listens there (another roomtone?), or give another with --port N`
