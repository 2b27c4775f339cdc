/*
 * A program that tests reach over a port of its own. It ends when it is stopped, and with the process that started
 * it, however that ends: a shell waits for the end of a pipe that only that process holds, and then kills it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { listensOn } from './listens-on.ts'

export type EngineProcess = {
  pid: number
  /** Resolves when it has ended, for whatever reason. */
  ended: Promise<void>
  stop(): Promise<void>
}

export type Program = {
  /** As an error calls it: 'DynamoDB Local'. */
  name: string
  command: readonly string[]
  port: number
  /** Whether it is ready; asked over and over. */
  answers: () => Promise<boolean>
  startWithinMs?: number
}

/** A JVM that starts soon and stays small: tests use it for a minute. */
export const QUICK_JAVA = '-Xms128m -Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData'.split(
  ' ',
)

const START_WITHIN_MS = 60_000

/** `exec`: the program has the shell's own process id, so that whoever kills the child kills the program. */
const WITH_GUARD = 'exec 3<&0; { read -r _ <&3; kill -9 $$; } >/dev/null 2>&1 & exec "$@" 3<&- </dev/null'

/** Start it and wait until it answers. Where it does not, or where it is not the one that does, nothing is left running. */
export const startProgram = async (program: Program): Promise<EngineProcess> => {
  const child = spawn('sh', ['-c', WITH_GUARD, program.name, ...program.command], {
    cwd: tmpdir(),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const lastWords = listenTo(child)
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  try {
    await ready(program, child, lastWords)
  } catch (error) {
    await stop()
    throw error
  }
  return { pid: child.pid!, ended, stop }
}

const ready = async (
  { name, port, answers, startWithinMs = START_WITHIN_MS }: Program,
  child: ChildProcess,
  lastWords: () => string,
): Promise<void> => {
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const startedAt = Date.now()
  while (!(await answers().catch(() => false))) {
    if (hasEnded())
      throw new Error(`${name} ended as it started (${child.exitCode ?? child.signalCode})${lastWords()}`)
    if (Date.now() - startedAt > startWithinMs)
      throw new Error(`${name} did not answer on port ${port} within ${startWithinMs} ms${lastWords()}`)
    await sleep(50)
  }
  if (hasEnded() || listensOn(child.pid!, port) === false)
    throw new Error(`something else than ${name} answers on port ${port}`)
}

/** The last that it wrote, for an error. Reading all of it keeps it from waiting for a reader. */
const listenTo = ({ stdout, stderr }: ChildProcess): (() => string) => {
  let tail = ''
  for (const stream of [stdout, stderr])
    stream?.setEncoding('utf8').on('data', text => {
      tail = `${tail}${text}`.slice(-2_000)
    })
  return () => (tail.trim() === '' ? '' : `:\n${tail.trim()}`)
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
