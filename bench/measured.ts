import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** The largest resident memory that a process ever had (10^6 bytes), and all its CPU time so far. */
export type Usage = { rssMb: number; cpuMs: number }

export type Measured = {
  child: ChildProcess
  /** Of now. */
  usage(): Promise<Usage>
  /** When it has ended: what it wrote to stdout, how long it ran, and what it used. Rejects where it failed. */
  ended: Promise<Usage & { stdout: string; wallMs: number }>
}

const module = fileURLToPath(new URL('usage.ts', import.meta.url))

/** Run a program under Node as a process of its own, and ask what it uses. Exit codes of `fine` are no failure. */
export const startMeasured = (
  program: string,
  args: readonly string[],
  fine: readonly number[] = [0],
): Measured => {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['--import', module, program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  })
  let stdout = ''
  child.stdout!.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  const lines = createInterface(child.stdio[3] as Readable)
  let last: Usage | undefined
  lines.on('line', line => {
    last = JSON.parse(line)
  })
  const ended = once(child, 'close').then(([code]) => {
    if (!fine.includes(code) || !last)
      throw new Error(`${program} ended with exit code ${code}: see its error above`)
    return { ...last, stdout, wallMs: performance.now() - startedAt }
  })
  ended.catch(() => {})
  const usage = async () => {
    child.kill('SIGUSR2')
    await Promise.race([once(lines, 'line'), ended])
    return last!
  }
  return { child, usage, ended }
}
