import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { afterAll, expect, test } from 'vitest'
import { leanBuiltins } from '../../scripts/builtins.ts'

const scratch = mkdtempSync(join(tmpdir(), 'roomtone-builtins-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** Every way to ask: by name, as a default, as a namespace, at run time, under the old name, and one that has no other. */
const program = `
  import { request } from 'node:http'
  import fs, { readFileSync } from 'node:fs'
  import * as path from 'path'
  import { DatabaseSync } from 'node:sqlite'
  const { randomUUID } = await import('node:crypto')
  console.log(JSON.stringify({
    found: [request, readFileSync, fs.readFileSync, path.join, DatabaseSync, randomUUID].map(one => typeof one),
    undici: process.moduleLoadList.some(module => module.includes('undici')),
  }))`

const runBundle = async (
  name: string,
  options: BuildOptions,
): Promise<{ found: string[]; undici: boolean }> => {
  const outfile = join(scratch, `${name}.mjs`)
  const stdin = { contents: program, resolveDir: scratch }
  await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node', ...options })
  return JSON.parse(execFileSync(process.execPath, ['--no-warnings', outfile], { encoding: 'utf8' }))
}

const all = new Array(6).fill('function')

test('a lean bundle finds in modules of Node what it asks for, and loads nothing that it does not', async () => {
  expect(await runBundle('lean', { plugins: [leanBuiltins] })).toEqual({ found: all, undici: false })
})

test('what it saves is there to be saved: a plain bundle loads a WebSocket client', async () => {
  expect(await runBundle('plain', {})).toEqual({ found: all, undici: true })
})
