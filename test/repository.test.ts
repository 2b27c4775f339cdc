import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'

/** A clone should stay small: models and pictures are under this, data is not kept here. */
const MAX_FILE_BYTES = 20 * 1024 * 1024

const tracked = execFileSync('git', ['ls-files', '-z', '--deduplicate'], { encoding: 'utf8' })
  .split('\0')
  .filter(file => file !== '')
const sizeBytes = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0

test('no tracked file is over 20 MB', () => {
  expect(tracked.filter(file => sizeBytes(file) > MAX_FILE_BYTES)).toEqual([])
})

test('no lock file names a registry, so that npm ci works with any', () => {
  const locks = tracked.filter(file => file.endsWith('package-lock.json'))
  expect(locks).toContain('package-lock.json')
  for (const lock of locks) expect(readFileSync(lock, 'utf8'), lock).not.toContain('"resolved"')
})

/** What runs here, by the hash of each package: a release of tomorrow is not taken by itself. */
const manifests = tracked.filter(file => /(^|\/)package\.json$/.test(file))

test.each(manifests)('%s names every package by one version', file => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync(file, 'utf8'))
  const named = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(named.filter(([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+$/.test(String(version)))).toEqual([])
})

test('every package in a lock file has a hash, and none may run a script when it is installed', () => {
  for (const lock of tracked.filter(file => file.endsWith('package-lock.json'))) {
    const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: Record<string, Locked> }
    const { '': ours, ...others } = packages
    const unhashed = Object.entries(others).filter(([, one]) => !one.integrity && !one.link && !one.inBundle)
    expect(
      unhashed.map(([name]) => name),
      lock,
    ).toEqual([])
    expect(ours).toBeDefined()
  }
  const { allowScripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, Locked>
  }
  const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript)
  const names = scripted.map(([at]) => at.replace(/^.*node_modules\//, '')).filter(name => name !== '')
  expect(names.filter(name => allowScripts[name] !== false)).toEqual([])
})

type Locked = { integrity?: string; link?: boolean; inBundle?: boolean; hasInstallScript?: boolean }
