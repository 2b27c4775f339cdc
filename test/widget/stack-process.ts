import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const program = fileURLToPath(new URL('../../cli/bin.js', import.meta.url))
const READY_WITHIN_MS = 30_000

export type StackProcess = { child: ChildProcess; kill(): Promise<void> }

/** A port that nothing listens on now. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** `roomtone start` as a process of its own; resolves when it says that it is ready. */
export const startStack = async (
  data: string,
  port: number,
  queuePort: number,
  { demo = false }: { demo?: boolean } = {},
): Promise<StackProcess> => {
  const child = spawn(
    process.execPath,
    [
      ...[program, 'start', '--data', data, '--port', `${port}`, '--queue-port', `${queuePort}`],
      ...(demo ? [] : ['--no-demo']),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const ended = once(child, 'exit')
  let said = ''
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      said += chunk
      if (said.includes('is ready')) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('exit', code => reject(new Error(`roomtone start ended with ${code}: ${said}`)))
    setTimeout(() => reject(new Error(`roomtone start is not ready: ${said}`)), READY_WITHIN_MS).unref()
  })
  await ready
  return {
    child,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** A token for a room of the stack over this folder. */
export const roomToken = async (data: string, room: string, scope: string): Promise<string> => {
  const { stdout } = await run(process.execPath, [program, 'token', room, '--scope', scope, '--data', data])
  return stdout.trim()
}
