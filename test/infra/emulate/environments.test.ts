import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, test } from 'vitest'
import { openEnvironments } from '../../../infra/emulate/environments.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-environments-'))
writeFileSync(
  path.join(folder, 'index.mjs'),
  'export const handler = async ({ ms }) => { await new Promise(r => setTimeout(r, ms)); return process.pid }',
)
afterAll(() => rmSync(folder, { recursive: true }))

const open = (most: number) =>
  openEnvironments(
    { folder, handler: 'index.handler', env: {}, memoryMb: 256, timeoutMs: 20_000, throttled: false },
    most,
  )

describe.runIf(process.platform === 'linux')('the environments of a function (Lambda is Linux)', () => {
  test('there are as many as there are events at a time, up to the limit, and each is used again', async () => {
    const environments = open(2)
    const first = await Promise.all([1, 2, 3, 4].map(() => environments.invoke({ ms: 100 })))
    const again = await environments.invoke({ ms: 0 })
    await environments.stop()
    const processes = new Set([...first, again].map(({ answer }) => answer))
    expect(processes.size).toBe(2)
    expect(first.filter(({ initMs }) => initMs !== undefined)).toHaveLength(2)
    expect(environments.cpu()).toHaveLength(2)
  })

  test('events one after another need one', async () => {
    const environments = open(5)
    for (const _ of [1, 2, 3]) await environments.invoke({ ms: 0 })
    await environments.stop()
    expect(environments.cpu()).toHaveLength(1)
  })

  test('what is asked of a function that was stopped starts no process', async () => {
    const environments = open(1)
    await environments.invoke({ ms: 0 })
    await environments.stop()
    await expect(environments.invoke({ ms: 0 })).rejects.toThrow('has been stopped')
  })
})
