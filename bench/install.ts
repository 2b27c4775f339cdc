import { execFile } from 'node:child_process'
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export type Install = { seconds: number; mb: number; packages: { name: string; mb: number }[] }

const runFile = promisify(execFile)
const repository = fileURLToPath(new URL('..', import.meta.url))
const LARGEST = 10

/** What `npm ci` costs in a clean clone of HEAD, with npm's cache empty as on a new machine. MB are 10^6 bytes. */
export const run = async ({ json }: { json: boolean }): Promise<void> => {
  const scratch = await mkdtemp(path.join(tmpdir(), 'roomtone-install-'))
  try {
    const install = await measure(scratch)
    console.log(json ? JSON.stringify(install) : describe(install))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

const measure = async (scratch: string): Promise<Install> => {
  const clone = path.join(scratch, 'clone')
  await runFile('git', ['clone', '--quiet', '--local', repository, clone])
  const startedAt = performance.now()
  await runFile('npm', ['ci', '--no-audit', '--no-fund', '--cache', path.join(scratch, 'cache')], {
    cwd: clone,
    env: systemEnv(),
  })
  const seconds = (performance.now() - startedAt) / 1000
  const packages = await sizes(path.join(clone, 'node_modules'))
  const mb = packages.reduce((all, one) => all + one.mb, 0)
  return { seconds, mb, packages: packages.toSorted((a, b) => b.mb - a.mb).slice(0, LARGEST) }
}

/** Without what `npm run` sets: its variables would tell the inner npm to be this one. */
const systemEnv = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_')))

const sizes = async (modules: string): Promise<Install['packages']> => {
  const top = (await readdir(modules)).filter(name => !name.startsWith('@'))
  const scoped = (await readdir(modules)).filter(name => name.startsWith('@'))
  const ofScope = async (scope: string) =>
    (await readdir(path.join(modules, scope))).map(name => path.join(scope, name))
  const names = [...top, ...(await Promise.all(scoped.map(ofScope))).flat()]
  return Promise.all(names.map(async name => ({ name, mb: (await bytesIn(path.join(modules, name))) / 1e6 })))
}

const bytesIn = async (folder: string): Promise<number> => {
  const self = await lstat(folder)
  if (!self.isDirectory()) return self.size
  let bytes = 0
  for (const name of await readdir(folder)) bytes += await bytesIn(path.join(folder, name))
  return bytes
}

const describe = ({ seconds, mb, packages }: Install): string =>
  [
    `npm ci: ${seconds.toFixed(1)} s, ${mb.toFixed(0)} MB in node_modules; the largest packages:`,
    ...packages.map(one => `${one.mb.toFixed(1).padStart(8)} MB  ${one.name}`),
  ].join('\n')
