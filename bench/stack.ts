import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startMeasured, type Usage } from './measured.ts'

export const bin = fileURLToPath(new URL('../cli/bin.js', import.meta.url))

export type Stack = {
  url: string
  folder: string
  /** From the start of the process until it said that it was ready. */
  readyMs: number
  /** Resident memory now, 10^6 bytes. */
  rssMb(): number
  usage(): Promise<Usage>
  stop(): Promise<void>
}

/** `roomtone start` on free ports, as a process of its own; on a folder, or on a scratch one that goes with it. */
export const startStack = async (given?: string): Promise<Stack> => {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'roomtone-bench-'))
  const startedAt = performance.now()
  const args = ['start', '--data', folder, '--port', '0', '--queue-port', '0', '--no-demo']
  const { child, usage, ended } = startMeasured(bin, args)
  const [line] = await Promise.race([once(child.stdout!, 'data'), ended.then(() => [undefined])])
  const readyMs = performance.now() - startedAt
  const url = /http:\S+:\d+/.exec(String(line))?.[0]
  if (url === undefined) throw new Error('the stack ended before it was ready: run `npm start` to see why')
  return {
    url,
    folder,
    readyMs,
    usage,
    rssMb: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)])) * 1.024e-3,
    stop: async () => {
      child.kill()
      await ended
      if (given === undefined) rmSync(folder, { recursive: true })
    },
  }
}
