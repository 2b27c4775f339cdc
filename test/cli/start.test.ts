import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { writeTinyModel } from '../functions/adapters/tiny-model.ts'
import { startStack } from '../functions/hosts/running-stack.ts'
import { roomtone } from './run.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})
const scratch = () => {
  const folder = mkdtempSync(join(tmpdir(), 'roomtone-start-'))
  cleanups.push(() => rmSync(folder, { recursive: true }))
  return folder
}
const start = async (folder: string, ...args: string[]) => {
  const stack = await startStack(folder, ...args)
  cleanups.push(() => stack.child.kill('SIGKILL'))
  return stack
}

test('start says where the page, the API, the queue and the data are, without colour in a pipe', async () => {
  const folder = scratch()
  const stack = await start(folder)
  expect(stack.said()).toMatch(
    /^roomtone is ready: http:\/\/127\.0\.0\.1:\d+\/rooms\/demo\n +API +http:\/\/127\.0\.0\.1:\d+\/v1\n +SQS +http:\/\/127\.0\.0\.1:\d+\/000000000000\/posted\n +data +/,
  )
  expect(stack.said()).toContain(folder)
  expect(stack.said()).not.toContain('\u001b')
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it gracefully', async signal => {
  const stack = await start(scratch(), '--no-demo')
  expect(await stack.end(signal)).toBe(0)
  expect(stack.said()).toContain('stopping: finishing what is in hand')
})

test('a folder that is in use ends it with who has it and what to do', async () => {
  const folder = scratch()
  const stack = await start(folder, '--no-demo')
  const { code, stderr } = await roomtone(['start', '--data', folder, '--port', '0', '--queue-port', '0'])
  expect(code).toBe(1)
  expect(stderr).toBe(
    `roomtone: data folder ${folder} is in use by process ${stack.child.pid}: stop it, or choose another with --data DIR\n`,
  )
})

test('a model that cannot be used ends it with the file and what to do, also where the environment names it', async () => {
  const model = await writeTinyModel(scratch(), { tasks: undefined })
  const args = ['start', '--data', scratch(), '--port', '0', '--queue-port', '0', '--no-demo']
  for (const { code, stderr } of [
    await roomtone([...args, '--model', model]),
    await roomtone(args, { env: { ROOMTONE_MODEL: model } }),
  ]) {
    expect(code).toBe(1)
    expect(stderr).toMatch(/^roomtone: .*model\.onnx gives 5 logits a text, model\.json names 3 .*: correct /)
  }
})

test.each(['-1', '65536', 'http', '4e3', ''])('port %j is a mistake in the command', async port => {
  const { code, stderr } = await roomtone(['start', '--data', scratch(), `--port=${port}`])
  expect(code).toBe(2)
  expect(stderr).toContain('give a port from 1 to 65535')
})
