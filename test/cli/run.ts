import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../cli/bin.js', import.meta.url))

export type Ran = { code: number | null; stdout: string; stderr: string }
type How = {
  cwd?: string
  env?: Record<string, string>
  /** All of stdin. */
  input?: string | Uint8Array
  /** The beginning of a stdin that stays open. */
  open?: string
  /** Called with what has come so far, until it returns a signal to send: a program that is ending takes no second one. */
  onStdout?: (text: string) => NodeJS.Signals | undefined
  onStderr?: (text: string) => NodeJS.Signals | undefined
  onPid?: (pid: number) => void
  /** Given the process is up: resolves when it is to be interrupted. */
  interrupt?: () => Promise<unknown>
}

/** Run `roomtone …` as a person would: as a process of its own. */
export const roomtone = async (
  args: readonly string[],
  { cwd, env = {}, input, open, onStdout, onStderr, onPid, interrupt }: How = {},
): Promise<Ran> => {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { PATH: process.env.PATH, NO_COLOR: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
  onPid?.(child.pid!)
  let stdout = ''
  let stderr = ''
  let isTold = false
  const tell = (signal: NodeJS.Signals | undefined) => {
    if (signal) isTold = child.kill(signal)
  }
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
    if (!isTold) tell(onStdout?.(stdout))
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
    if (!isTold) tell(onStderr?.(stderr))
  })
  child.stdin.on('error', () => {})
  if (open === undefined) child.stdin.end(input ?? '')
  else child.stdin.write(open)
  const closed = once(child, 'close')
  void interrupt?.().finally(() => child.kill('SIGINT'))
  const [code] = await closed
  return { code, stdout, stderr }
}
