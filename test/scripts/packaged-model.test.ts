import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writePackages } from '../../scripts/package.ts'

test('a model that is whole and cannot be run as it says is not packaged, because functions do not try it again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'roomtone-package-'))
  try {
    await cp('models/sentiment-small', join(folder, 'models', 'mine'), { recursive: true })
    const file = join(folder, 'models', 'mine', 'model.json')
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), maxTokens: 500 }))
    const packaging = writePackages({ folder, arch: 'arm64', env: { ROOMTONE_MODEL: 'models/mine' } })
    await expect(packaging).rejects.toThrow(/model\.onnx fails on 500 tokens.*correct maxTokens/s)
  } finally {
    await rm(folder, { recursive: true })
  }
})
