import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Letters, Store } from '../../functions/pipeline/ports.ts'

const module = fileURLToPath(new URL('stub-process.ts', import.meta.url))

/** DynamoDB that keeps nothing and answers at once, on a free port of this machine. */
export const startStubTable = async (): Promise<{ port: number; stop(): void }> => {
  const child = fork(module)
  const [port] = (await once(child, 'message')) as [number]
  return { port, stop: () => void child.kill() }
}

const notHere = () => {
  throw new Error('the stub of a store takes writes and nothing else')
}

/** A store that keeps nothing and answers at once, without a request. */
export const stubStore: Store = {
  write: async () => ({ is: 'written' }),
  read: async () => new Map(),
  shards: async () => 8,
  ...{ list: notHere, fold: notHere, counters: notHere, sumOfMinutes: notHere, rooms: notHere },
  growShards: notHere,
}

export const stubLetters: Letters = {
  ...{ put: notHere, get: notHere, list: notHere, heads: notHere, replayed: notHere },
  ...{ edit: notHere, park: notHere, purge: notHere, restore: notHere },
}
