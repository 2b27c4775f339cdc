import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { Mood } from '../../schemas/mood.ts'
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
    /^roomtone is ready: http:\/\/127\.0\.0\.1:\d+\/rooms\/demo\n +API +http:\/\/127\.0\.0\.1:\d+\/v1\n +SQS +http:\/\/127\.0\.0\.1:\d+\/000000000000\/posted\n +data +/m,
  )
  expect(stack.said()).toContain(folder)
  expect(stack.said()).not.toContain('\u001b')
})

test('with a name for them, metrics of the demo come as lines of JSON, and without one none do', async () => {
  vi.stubEnv('ROOMTONE_METRICS', 'laptop')
  const stack = await start(scratch())
  vi.unstubAllEnvs()
  const line = await vi.waitUntil(() => /^\{"_aws".*$/m.exec(stack.said())?.[0], { timeout: 20_000 })
  expect(JSON.parse(line)).toMatchObject({ FunctionName: 'laptop', counted: expect.any(Number) })
  const quiet = await start(scratch())
  const counted = async () =>
    ((await (await fetch(`${quiet.url}/v1/rooms/demo/mood?grain=total`)).json()) as Mood).n > 0
  await vi.waitUntil(counted, { timeout: 20_000 })
  expect(quiet.said()).not.toContain('_aws')
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

test('a shadow model that cannot be used ends start and consume with the file and what to do', async () => {
  const shadow = await writeTinyModel(scratch(), { tasks: undefined })
  const queue = 'http://127.0.0.1:9/000000000000/posted'
  const env = { ROOMTONE_SHADOW_MODEL: shadow }
  const start = ['start', '--data', scratch(), '--port', '0', '--queue-port', '0', '--no-demo']
  for (const { code, stderr } of [
    await roomtone(start, { env }),
    await roomtone(['consume', 'sqs', '--queue-url', queue, '--store', `sqlite:${scratch()}`], { env }),
  ]) {
    expect(code).toBe(1)
    expect(stderr).toMatch(/^roomtone: .*model\.onnx gives 5 logits a text, model\.json names 3/)
  }
  const gone = join(shadow, 'gone')
  const { stderr } = await roomtone([...start, '--shadow-model', gone])
  expect(stderr).toContain(`cannot read ${join(gone, 'model.json')} of the model`)
  expect(stderr).toContain('name another with ROOMTONE_SHADOW_MODEL')
})

test('a model that compares questions and cannot be used ends start and consume with the file and what to do', async () => {
  const [gone, store] = [join(scratch(), 'gone'), ['--store', `sqlite:${scratch()}`]]
  const sqs = ['consume', 'sqs', '--queue-url', 'http://127.0.0.1:9/000000000000/posted', ...store]
  const start = ['start', '--data', scratch(), '--port', '0', '--queue-port', '0', '--no-demo']
  for (const { code, stderr } of [
    await roomtone([...start, '--similarity', gone]),
    await roomtone(start, { env: { ROOMTONE_SIMILARITY_MODEL: gone } }),
    await roomtone([...sqs, '--similarity', gone]),
    await roomtone(sqs, { env: { ROOMTONE_SIMILARITY_MODEL: gone } }),
  ]) {
    expect(code).toBe(1)
    expect(stderr).toContain(`cannot read ${join(gone, 'model.json')} of the model: there is no such file`)
    expect(stderr).toContain('name another with ROOMTONE_SIMILARITY_MODEL')
  }
})

test('a shadow model labels beside the first, counts nothing, and says how often they agree', async () => {
  const [model, shadow] = [
    await writeTinyModel(scratch()),
    await writeTinyModel(scratch(), { sureThreshold: 1 }),
  ]
  const stack = await start(scratch(), '--no-demo', '--model', model, '--shadow-model', shadow)
  const messages = Array.from({ length: 100 }, () => ({ text: 'good' }))
  const post = () =>
    fetch(`${stack.url}/v1/rooms/hall/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(messages),
    })
  for (let posts = 0; posts < 11; posts++) expect((await post()).status).toBe(202)
  await vi.waitFor(() => expect(stack.said()).toContain('"ShadowAgreement":100'), { timeout: 20_000 })
  const mood = async () => (await (await fetch(`${stack.url}/v1/rooms/hall/mood`)).json()) as Mood
  await vi.waitFor(async () => expect((await mood()).n).toBe(1_100), { timeout: 20_000 })
  expect(Object.keys((await mood()).models)).toEqual([expect.stringContaining(basename(model))])
}, 60_000)

test.each(['-1', '65536', 'http', '4e3', ''])('port %j is a mistake in the command', async port => {
  const { code, stderr } = await roomtone(['start', '--data', scratch(), `--port=${port}`])
  expect(code).toBe(2)
  expect(stderr).toContain('give a port from 1 to 65535')
})
