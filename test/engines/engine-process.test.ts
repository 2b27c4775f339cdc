import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { type EngineProcess, freePort, type Program, startProgram } from './engine-process.ts'
import { listensOn } from './listens-on.ts'

const started: EngineProcess[] = []
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop()
})

/** A program that says its process id and then does what the script says; `port` is its to use. */
const programOf = (script: string, port: number): Program => ({
  name: 'the engine',
  command: [process.execPath, '-e', `const port = ${port}; console.log(\`pid \${process.pid}\`); ${script}`],
  port,
  answers: async () => (await fetch(`http://127.0.0.1:${port}/`)).ok,
})
const SERVES = "require('node:http').createServer((_, a) => a.end()).listen(port, '127.0.0.1')"
const IDLES = 'setInterval(() => {}, 1_000)'
/** It holds its port, so that nobody else can, and is never ready. */
const REFUSES =
  "require('node:http').createServer((_, a) => a.writeHead(503).end()).listen(port, '127.0.0.1')"

const start = async (script: string, port: number, startWithinMs = 20_000): Promise<EngineProcess> => {
  const one = await startProgram({ ...programOf(script, port), startWithinMs })
  started.push(one)
  return one
}
/** What the start fails with, and the process id that it left behind. */
const failureOf = async (...given: Parameters<typeof start>) => {
  const { message } = await start(...given).then(
    () => expect.fail('it started'),
    (error: Error) => error,
  )
  return { message, pid: Number(/pid (\d+)/.exec(message)?.[1]) }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const answersOn = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`).then(
    ({ ok }) => ok,
    () => false,
  )

describe.skipIf(process.platform === 'win32')(
  'a program that tests start (the guard is a POSIX shell)',
  () => {
    test('answers on its own port, and is gone after it is stopped', async () => {
      const port = await freePort()
      const { pid, stop } = await start(SERVES, port)
      expect((await fetch(`http://127.0.0.1:${port}/`)).ok).toBe(true)
      await stop()
      expect(isAlive(pid)).toBe(false)
    })

    test('that does not answer in time is not left running, and the error says what it wrote', async () => {
      const { message, pid } = await failureOf(REFUSES, await freePort(), 3_000)
      expect(message).toMatch(/^the engine did not answer on port \d+ within 3000 ms:\npid \d+$/)
      expect(isAlive(pid)).toBe(false)
    })

    test('that ends as it starts says with what, and what it wrote', async () => {
      const { message } = await failureOf(
        "console.error('no such folder'); process.exitCode = 3",
        await freePort(),
      )
      expect(message).toMatch(/^the engine ended as it started \(3\):\n.*no such folder/s)
    })

    test('that is not there says so', async () => {
      const port = await freePort()
      const program = { ...programOf('', port), command: ['/no/such/program'] }
      await expect(startProgram(program)).rejects.toThrow(/the engine ended as it started \(12[67]\)/)
    })

    test.runIf(process.platform === 'linux')('is not mistaken for another that has its port', async () => {
      const other = createServer((_, answer) => answer.end()).listen(0, '127.0.0.1')
      await once(other, 'listening')
      const { port } = other.address() as { port: number }
      await expect(start(IDLES, port)).rejects.toThrow(
        `something else than the engine answers on port ${port}`,
      )
      expect(listensOn(process.pid, port)).toBe(true)
      other.close()
    })

    test('ends with the process that started it, though that is killed', async () => {
      const port = await freePort()
      const program = JSON.stringify(programOf(SERVES, port))
      const script = `
      import { startProgram } from ${JSON.stringify(new URL('engine-process.ts', import.meta.url).href)}
      const answers = async () => (await fetch('http://127.0.0.1:${port}')).ok
      await startProgram({ ...${program}, answers })
      console.log('started')`
      const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(parent.stdout, 'data')
      expect(await answersOn(port)).toBe(true)
      parent.kill('SIGKILL')
      while (await answersOn(port)) await delay(20)
    })
  },
)
