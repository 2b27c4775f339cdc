import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { standIn } from '../functions/api/stand-in.ts'

/** The API on ports that live in memory, over HTTP, for commands to talk to. */
export const lettersStack = async () => {
  const stack = standIn()
  const server = serve({ fetch: stack.app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise<void>(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return { ...stack, url: `http://127.0.0.1:${port}`, close: () => void server.close() }
}

export type LettersStack = Awaited<ReturnType<typeof lettersStack>>
