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
