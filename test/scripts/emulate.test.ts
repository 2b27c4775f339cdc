import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterAll, expect, test } from 'vitest'
import type { Result } from '../../scripts/emulate/run.ts'
import { describeEngine } from '../engines/engine.ts'

const script = path.join(import.meta.dirname, '..', '..', 'scripts', 'emulate.ts')
const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-emulate-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const start = (args: readonly string[], env: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, TMPDIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', text => {
      written[name] += text
    })
  const ended = once(child, 'close').then(([code]) => ({ code, ...written }))
  return { child, ended, said: (text: string) => written.stderr.includes(text) }
}

/** Processes that were started with anything in our folder. */
const leftBehind = (): string[] =>
  readdirSync('/proc')
    .filter(pid => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)
      } catch {
        return false
      }
    })

/** ONNX Runtime, which looks at the model as it is packaged, writes files of its own beside them. */
const foldersLeft = () => readdirSync(folder).filter(name => name.startsWith('roomtone-'))

test.each([
  [['--messages', '0'], '--messages: "0" is no whole number from 1 to 1000000'],
  [['--memory', '64'], '--memory: "64" is no whole number from 128 to 10240'],
  [['--speed', '9'], 'usage: npm run emulate'],
])('what it cannot do is told before anything is packaged: %j', async (args, message) => {
  const { code, stderr } = await start(args).ended
  expect(stderr).toContain(message)
  expect(code).toBe(2)
})

test('without DynamoDB Local or Java it says what to install', async () => {
  const { code, stderr } = await start([], { PATH: folder }).ended
  expect(stderr).toMatch(
    /^emulate writes to DynamoDB Local\. DynamoDB Local (is not installed: npm run engines|needs Java)/,
  )
  expect(code).toBe(1)
})

describeEngine('dynamodb-local', 'npm run emulate (Lambda is Linux)', () => {
  test('each message is counted exactly once through the zips, and what that took is told', async () => {
    const args = ['--messages', '60', '--unthrottled', '--json']
    const { code, stdout, stderr } = await start(args, { ROOMTONE_MODEL: 'models/nano' }).ended
    expect(code, stderr).toBe(0)
    const result: Result = JSON.parse(stdout)
    expect(result).toMatchObject({ messages: 61, faults: [] })
    const { lambda, dynamoDb } = result.consumed['classify-sqs']!
    expect(lambda.messages).toBeGreaterThanOrEqual(61 + result.repeated + 2)
    expect(lambda.gbSeconds).toBeCloseTo(lambda.billedMs / 1000)
    expect(dynamoDb.indexWriteUnits).toBeGreaterThanOrEqual(61)
    expect(result.consumed['collect-dead-letters']!.lambda.messages).toBe(1)
    expect(result.cpu['classify-sqs'].every(one => !one.throttled && one.why)).toBe(true)
    expect(leftBehind()).toEqual([])
    expect(foldersLeft()).toEqual([])
  }, 400_000)

  test('a Ctrl-C leaves no process and no folder', async () => {
    const run = start(['--messages', '500', '--unthrottled'], { ROOMTONE_MODEL: 'models/nano' })
    const over = run.ended.then(() => true)
    while (!run.said('posting') && !(await Promise.race([over, sleep(100)])));
    await sleep(500)
    run.child.kill('SIGINT')
    expect(await run.ended).toMatchObject({ code: 130 })
    expect(leftBehind()).toEqual([])
    expect(foldersLeft()).toEqual([])
  }, 300_000)
})

const sleep = (ms: number) => new Promise<false>(resolve => setTimeout(() => resolve(false), ms))
