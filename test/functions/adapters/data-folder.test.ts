import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDataFolder } from '../../../functions/adapters/data-folder.ts'

let scratch: string
let folder: string
const children: ChildProcess[] = []
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'roomtone-'))
  folder = join(scratch, 'a', 'b')
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(scratch, { recursive: true })
})

const module = new URL('../../../functions/adapters/data-folder.ts', import.meta.url).href

/** Another process that holds the folder and does nothing else. */
const holder = async (): Promise<ChildProcess> => {
  const code = `
    const { lockDataFolder } = await import(${JSON.stringify(module)})
    lockDataFolder(${JSON.stringify(folder)})
    try { lockDataFolder(${JSON.stringify(folder)}) } catch {} // closing a second one must not let go of the first
    globalThis.gc() // nor may collecting what nothing refers to
    console.log('locked')
    setInterval(() => {}, 1000)`
  const args = ['--expose-gc', '--input-type=module', '-e', code]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  await once(child.stdout, 'data')
  return child
}

test('a folder is made where there is none, and free again after release', () => {
  const lock = lockDataFolder(folder)
  expect(existsSync(folder)).toBe(true)
  lock.release()
  lock.release()
  lockDataFolder(folder).release()
})

test('a folder in use by another process is refused: which folder, by whom, and what to do', async () => {
  const { pid } = await holder()
  expect(() => lockDataFolder(folder)).toThrow(
    `data folder ${folder} is in use by process ${pid}: stop it, or choose another with --data DIR`,
  )
  expect(() => lockDataFolder(folder)).toThrow(`process ${pid}`)
})

test('a process that is killed leaves no lock behind', async () => {
  const child = await holder()
  child.kill('SIGKILL')
  await once(child, 'exit')
  const lock = lockDataFolder(folder)
  expect(() => lockDataFolder(folder)).toThrow(`in use by process ${process.pid}`)
  lock.release()
})

test('a process that may not have the folder does not take it from the one that has', async () => {
  await holder()
  for (let attempt = 0; attempt < 3; attempt++) expect(() => lockDataFolder(folder)).toThrow('in use')
})

test('a folder that is a file is refused, with what to do', () => {
  writeFileSync(join(scratch, 'file'), '')
  expect(() => lockDataFolder(join(scratch, 'file'))).toThrow(/cannot use data folder .*file .*--data DIR/)
})

test('a lock file that is no lock is refused, with what to do', () => {
  writeFileSync(join(scratch, 'lock'), 'not a lock'.repeat(1000))
  expect(() => lockDataFolder(scratch)).toThrow(/cannot use data folder/)
})
