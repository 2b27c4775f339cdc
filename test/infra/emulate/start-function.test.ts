import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import {
  type FunctionOptions,
  type RunningFunction,
  startFunction,
} from '../../../infra/emulate/start-function.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-function-'))
const started: RunningFunction[] = []
let made = 0

/** A function of this code; `more` replaces what it is started with. */
const functionOf = async (code: string, more: Partial<FunctionOptions> = {}) => {
  const name = `f${++made}`
  writeFileSync(path.join(folder, `${name}.mjs`), code)
  const one = await startFunction({
    folder,
    handler: `${name}.handler`,
    env: {},
    memoryMb: 512,
    timeoutMs: 5_000,
    throttled: false,
    log: () => {},
    ...more,
  })
  started.push(one)
  return one
}

const counting =
  'let calls = 0; export const handler = async event => ({ calls: ++calls, event, pid: process.pid })'

describe.runIf(process.platform === 'linux')('a function under the Runtime API (Lambda is Linux)', () => {
  afterEach(async () => {
    await Promise.all(started.splice(0).map(one => one.stop()))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('the first event starts a process, and the next ones find it', async () => {
    const one = await functionOf(counting)
    const [first, second] = [await one.invoke({ a: 'é' }), await one.invoke({})]
    expect(first).toMatchObject({ answer: { calls: 1, event: { a: 'é' } }, initMs: expect.any(Number) })
    expect(first.billedMs).toBe(Math.ceil(first.initMs! + first.durationMs))
    expect(second).toMatchObject({ answer: { calls: 2 }, billedMs: Math.ceil(second.durationMs) })
    expect(second).not.toHaveProperty('initMs')
    expect(second.maxMemoryMb).toBeGreaterThan(20)
  })

  test('events that come at once are taken one after another', async () => {
    const one = await functionOf(
      'let busy = 0; export const handler = async () => { const at = ++busy; await new Promise(r => setTimeout(r, 20)); busy--; return at }',
    )
    const all = await Promise.all([1, 2, 3].map(event => one.invoke(event)))
    expect(all.map(({ answer }) => answer)).toEqual([1, 1, 1])
  })

  test('a handler knows its time, its names and its own environment, and nothing of ours', async () => {
    process.env.OF_OURS = 'here'
    const one = await functionOf(
      'export const handler = async (_, context) => ({ ...process.env, left: context.getRemainingTimeInMillis(), id: context.awsRequestId, arn: context.invokedFunctionArn })',
      { env: { OWN: 'yes', AWS_REGION: 'eu-west-1' }, name: 'named' },
    )
    const { answer } = (await one.invoke({})) as { answer: Record<string, unknown> }
    expect(answer).toMatchObject({
      OWN: 'yes',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'named',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      LAMBDA_TASK_ROOT: folder,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      arn: expect.stringMatching(/:named$/),
    })
    expect(answer).not.toHaveProperty('OF_OURS')
    expect(answer.left).toBeLessThanOrEqual(5_000)
    expect(answer.left).toBeGreaterThan(2_000)
  })

  test('what a handler throws is an error, and its process is used again', async () => {
    const one = await functionOf(
      'let calls = 0; export const handler = async () => { if (++calls === 1) throw new TypeError("no such room"); return calls }',
    )
    expect(await one.invoke({})).toMatchObject({
      error: { errorType: 'TypeError', errorMessage: 'no such room' },
    })
    expect(await one.invoke({})).toMatchObject({ answer: 2 })
  })

  test.each([
    ['that waits', 'await new Promise(() => setInterval(() => {}, 1000))'],
    ['that computes', 'for (;;);'],
  ])('a handler %s past its time-out is killed, and the next event starts another', async (_, forever) => {
    const one = await functionOf(
      `export const handler = async event => { if (event.stuck) { ${forever} }; return 'well' }`,
      { timeoutMs: 300 },
    )
    const late = await one.invoke({ stuck: true })
    expect(late).toMatchObject({
      error: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 0.30 seconds' },
    })
    expect(late.durationMs).toBeGreaterThanOrEqual(299)
    expect(await one.invoke({})).toMatchObject({ answer: 'well', initMs: expect.any(Number) })
  })

  test.each([
    ['exits', 'process.exit(3)', 'Runtime.ExitError', /exit status 3/],
    ['is killed', "process.kill(process.pid, 'SIGKILL')", 'Runtime.ExitError', /signal: SIGKILL/],
    [
      'throws where nobody catches',
      "setTimeout(() => { throw new RangeError('late') })",
      'RangeError',
      /late/,
    ],
    [
      'rejects where nobody catches',
      "Promise.reject(new Error('lost'))",
      'Runtime.UnhandledPromiseRejection',
      /lost/,
    ],
  ])(
    'a process that %s fails its event, and the next one starts another',
    async (_, fault, type, message) => {
      const one = await functionOf(
        `export const handler = async event => { if (!event.bad) return 'well'; ${fault}; await new Promise(r => setTimeout(r, 2000)) }`,
      )
      expect(await one.invoke({ bad: true })).toMatchObject({
        error: { errorType: type, errorMessage: expect.stringMatching(message) },
      })
      expect(await one.invoke({})).toMatchObject({ answer: 'well', initMs: expect.any(Number) })
    },
  )

  test.each([
    ['that throws as it is imported', "throw new Error('no table')", 'Error', /no table/],
    ['that imports what is not there', "import './away.mjs'", 'Error', /away\.mjs/],
    ['that is no JavaScript', 'export const = 1', 'SyntaxError', /./],
    ['without a handler', 'export const other = 1', 'Runtime.HandlerNotFound', /handler is undefined/],
    ['that exits as it is imported', 'process.exit(4)', 'Runtime.ExitError', /exit status 4/],
  ])('a module %s fails every event, with why', async (_, code, type, message) => {
    const one = await functionOf(code)
    for (const event of [1, 2])
      expect(await one.invoke(event)).toMatchObject({
        error: { errorType: type, errorMessage: expect.stringMatching(message) },
        initMs: expect.any(Number),
      })
  })

  test('a module that is not in the package is named', async () => {
    const one = await functionOf('', { handler: 'dist/query/index.handler' })
    expect(await one.invoke({})).toMatchObject({
      error: {
        errorType: 'Runtime.ImportModuleError',
        errorMessage: expect.stringContaining('dist/query/index'),
      },
    })
  })

  test('an answer over 6 MB is refused', async () => {
    const one = await functionOf("export const handler = async () => 'x'.repeat(6 * 1024 * 1024)")
    expect(await one.invoke({})).toMatchObject({ error: { errorType: 'Function.ResponseSizeTooLarge' } })
  })

  test('a function that is stopped leaves no process', async () => {
    const one = await functionOf(counting)
    const { answer } = (await one.invoke({})) as { answer: { pid: number } }
    await one.stop()
    expect(existsSync(`/proc/${answer.pid}`)).toBe(false)
  })

  test('what it writes is its log', async () => {
    const lines: string[] = []
    const one = await functionOf("export const handler = async () => console.error('a room is drifting')", {
      log: text => lines.push(text),
    })
    await one.invoke({})
    while (lines.length === 0) await sleep(10)
    expect(lines.join('')).toBe('a room is drifting\n')
  })

  test('a function that is not held to its share says so in every result', async () => {
    const one = await functionOf(counting)
    expect(await one.invoke({})).toMatchObject({ throttled: false })
    expect(one.cpu()).toMatchObject({ throttled: false, why: expect.stringMatching(/./), cores: 0.289 })
  })

  test('a package for another processor is refused, with what to do', async () => {
    const arch = process.arch === 'x64' ? 'arm64' : 'x64'
    await expect(functionOf(counting, { arch })).rejects.toThrow(`--arch ${process.arch}`)
  })
})
