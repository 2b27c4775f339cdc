import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { coresOf, takeShare } from '../../../infra/emulate/share.ts'
import { startFunction } from '../../../infra/emulate/start-function.ts'

/** Root on Linux may make control groups; elsewhere nothing is held, and says so. */
const probe = takeShare(512, true)
const why = probe.throttled ? '' : ` (this machine cannot: ${probe.cpu().why})`
probe.remove()

const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-share-'))
afterAll(() => rmSync(folder, { recursive: true }))

const busy = `export const handler = ({ ms }) => { const until = process.cpuUsage().user + ms * 1000; while (process.cpuUsage().user < until); }`
const hungry = `export const handler = () => { const all = []; for (;;) all.push(Buffer.alloc(8_000_000, 1)) }`

const functionOf = (code: string, memoryMb: number) => {
  writeFileSync(path.join(folder, 'index.mjs'), code)
  return startFunction({
    folder,
    handler: 'index.handler',
    env: {},
    memoryMb,
    timeoutMs: 30_000,
    throttled: true,
    log: () => {},
  })
}

test('a core is what 1,769 MB buy, and less in proportion', () => {
  expect([128, 1024, 1769, 3008].map(coresOf)).toEqual([0.072, 0.579, 1, 1.7])
})

describe.skipIf(why !== '')(`a share of the machine${why}`, () => {
  test('whoever computes without a pause has no more than the share, and is seen to be stopped', async () => {
    const one = await functionOf(busy, 256)
    await one.invoke({ ms: 0 })
    const before = one.cpu()
    const { durationMs, throttled } = await one.invoke({ ms: 200 })
    const after = one.cpu()
    await one.stop()
    expect(throttled).toBe(true)
    expect((after.usedMs! - before.usedMs!) / durationMs).toBeLessThan(0.145 * 1.15)
    expect(after.throttledPeriods - before.throttledPeriods).toBeGreaterThan(5)
    expect(after.throttledMs).toBeGreaterThan(before.throttledMs)
  })

  test('whoever takes more memory than there is, is killed, and the next event starts another', async () => {
    const one = await functionOf(hungry, 128)
    expect(await one.invoke({})).toMatchObject({
      error: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: SIGKILL') },
    })
    expect(await one.invoke({})).toHaveProperty('initMs')
    await one.stop()
  })

  test('nothing is left of a share that was given back', async () => {
    const one = await functionOf(busy, 256)
    await one.invoke({ ms: 0 })
    const groups = () => readdirSync('/sys/fs/cgroup', { recursive: true, withFileTypes: true })
    const ours = () => groups().filter(({ name }) => name.startsWith(`roomtone-${process.pid}-`))
    expect(ours().length).toBeGreaterThan(0)
    await one.stop()
    expect(ours()).toEqual([])
  })
})
