import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const bin = fileURLToPath(new URL('../cli/bin.js', import.meta.url))

export type Stack = {
  url: string
  folder: string
  /** From the start of the process until it said that it was ready. */
  readyMs: number
  /** Resident memory, 10^6 bytes. */
  rssMb(): number
  stop(): Promise<void>
}

/** `roomtone start` on a scratch folder and free ports, as a process of its own. */
export const startStack = async (): Promise<Stack> => {
  const folder = mkdtempSync(join(tmpdir(), 'roomtone-bench-'))
  const startedAt = performance.now()
  const args = [bin, 'start', '--data', folder, '--port', '0', '--queue-port', '0', '--no-demo']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(child, 'exit')
  const [line] = await Promise.race([once(child.stdout, 'data'), ended.then(() => [undefined])])
  const readyMs = performance.now() - startedAt
  const url = /http:\S+:\d+/.exec(String(line))?.[0]
  if (url === undefined) throw new Error('the stack ended before it was ready: run `npm start` to see why')
  return {
    url,
    folder,
    readyMs,
    rssMb: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)])) * 1.024e-3,
    stop: async () => {
      child.kill()
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}
