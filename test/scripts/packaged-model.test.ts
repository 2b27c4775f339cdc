import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writePackages } from '../../scripts/package.ts'

/* Models that are whole and cannot be run as they say. Functions do not try a packaged one before they use it. */
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roomtone-package-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** The folder of a model whose model.json says otherwise than it was. */
const altered = async (model: string, saying: object): Promise<string> => {
  await cp(model, join(folder, 'models', 'mine'), { recursive: true })
  const file = join(folder, 'models', 'mine', 'model.json')
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...saying }))
  return 'models/mine'
}
const packaged = (env: Record<string, string>) => writePackages({ folder, arch: 'arm64', env })

test('a model that cannot read as much as it says is not packaged', async () => {
  const ROOMTONE_MODEL = await altered('models/sentiment-small', { maxTokens: 500 })
  await expect(packaged({ ROOMTONE_MODEL, ROOMTONE_SIMILARITY_MODEL: 'no' })).rejects.toThrow(
    /model\.onnx fails on 500 tokens.*correct maxTokens/s,
  )
})

test('nor is a similarity model that cannot', async () => {
  await cp('models/nano', join(folder, 'models', 'nano'), { recursive: true })
  const ROOMTONE_SIMILARITY_MODEL = await altered('models/similarity', { maxTokens: 600 })
  await expect(packaged({ ROOMTONE_MODEL: 'models/nano', ROOMTONE_SIMILARITY_MODEL })).rejects.toThrow(
    /model\.onnx fails on 600 tokens.*correct maxTokens/s,
  )
})

test.each([
  [
    'that labels',
    'models/nano',
    /ROOMTONE_SIMILARITY_MODEL: models\/nano\/model\.json .*task should be "similarity"/,
  ],
  [
    'that is not there',
    'models/away',
    /ROOMTONE_SIMILARITY_MODEL: "models\/away" is no model folder.*or none with "no"/,
  ],
])('a similarity model %s is not packaged, and the cure is named', async (_, named, message) => {
  await cp('models/nano', join(folder, 'models', 'nano'), { recursive: true })
  const env = { ROOMTONE_MODEL: 'models/nano', ROOMTONE_SIMILARITY_MODEL: named }
  await expect(packaged(env)).rejects.toThrow(message)
})
