/*
 * Starts each engine once a test run, when the first test file asks for it, and ends all of them with the run. It lives
 * in vitest's main process (globalSetup), so an engine ends with that one, also where it is killed: engine-process.ts.
 *
 *   POST /elasticmq   ->   200 {"port":40123}, or 500 with why not
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { startDynamoDbLocal } from './dynamodb-local.ts'
import { startElasticMq } from './elasticmq.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the keeper of the engines listens. */
    engines: string
  }
}

type Running = { port: number; ended: Promise<void>; stop(): Promise<void> }

const starts = { 'dynamodb-local': startDynamoDbLocal, elasticmq: startElasticMq } satisfies Record<
  string,
  () => Promise<Running>
>
export type SharedEngine = keyof typeof starts

/** Called by vitest before the first test file; what it returns after the last. */
export const setup = async ({ provide }: TestProject) => {
  const keeper = await startKeeper(starts)
  provide('engines', keeper.url)
  return keeper.stop
}

export const startKeeper = async (engines: Record<string, () => Promise<Running>>) => {
  const running = new Map<string, Promise<Running>>()
  const runningOf = (name: string): Promise<Running> => {
    const start = engines[name]
    if (!start) throw new Error(`there is no engine "${name}" to share`)
    const one = running.get(name) ?? start()
    running.set(name, one)
    // One that ended, or never started, is started anew for whoever asks next.
    const forget = () => void (running.get(name) === one && running.delete(name))
    one.then(({ ended }) => ended).then(forget, forget)
    return one
  }
  const server = createServer(async ({ url = '' }, answer) => {
    try {
      const { port } = await runningOf(url.slice(1))
      answer.end(JSON.stringify({ port }))
    } catch (error) {
      answer.writeHead(500).end((error as Error).message)
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      await close(server)
      await Promise.all(
        [...running.values()].map(one =>
          one.then(
            ({ stop }) => stop(),
            () => {},
          ),
        ),
      )
    },
  }
}

const close = (server: Server) =>
  new Promise<void>(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
