import { mkdtemp, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { readConfig } from '../../functions/config.ts'
import { openEncoder } from '../../functions/open-models.ts'
import { wireClassify } from '../../functions/wire.ts'
import { writeTinyEncoder } from './adapters/tiny-encoder.ts'
import { writeTinyModel } from './adapters/tiny-model.ts'

let scratch = ''
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'roomtone-models-'))
})
afterAll(() => rm(scratch, { recursive: true }))
const said = vi.spyOn(console, 'error').mockImplementation(() => {})
afterEach(() => void said.mockClear())

const newFolder = () => mkdtemp(join(scratch, 'm-'))
const byDefault = (folder: string) => ({ similarity: { folder, isNamed: false } })
const named = (folder: string) => ({ similarity: { folder, isNamed: true } })
const open = (config: Pick<Parameters<typeof openEncoder>[0], 'similarity'>, isPackaged = false) =>
  openEncoder({ ...config, isPackaged, functionName: undefined })

test('where no model that compares questions came with it there is none, and the log says so once, with what to do', async () => {
  expect(await open(byDefault('models/none'))).toBeUndefined()
  expect(said.mock.calls).toEqual([
    [
      'there is no models/none: only questions with the same words are grouped; name a model with ROOMTONE_SIMILARITY_MODEL, or say "no"',
    ],
  ])
})

test('where none is wanted there is none, and nothing is said', async () => {
  expect(await open({ similarity: undefined })).toBeUndefined()
  expect(said).not.toHaveBeenCalled()
})

test('one that is named must be there', async () => {
  await expect(open(named(join(scratch, 'none')))).rejects.toThrow(
    /cannot read .*none\/model\.json of the model: there is no such file; .*ROOMTONE_SIMILARITY_MODEL/,
  )
})

test('one that came with it must be whole', async () => {
  const folder = await writeTinyEncoder(await newFolder())
  await unlink(join(folder, 'model.json'))
  await expect(open(byDefault(folder))).rejects.toThrow(/cannot read .*model\.json/)
})

test('in Lambda one of the package is taken as it was checked when it was packed, one from elsewhere is not', async () => {
  const hashes = { 'model.onnx': '0'.repeat(64), 'vocab.txt': '0'.repeat(64) }
  const folder = await writeTinyEncoder(await newFolder(), { sha256: hashes })
  const ours = await open(named(relative(process.cwd(), folder)), true)
  expect(await ours?.encode(['when'])).toEqual([expect.any(Uint8Array)])
  const elsewhere = await open(named(folder), true)
  await expect(elsewhere?.encode(['when'])).rejects.toThrow(/is not the file that model\.json names/)
})

test('classify has the encoder that its environment names among its ports', async () => {
  const folder = await writeTinyEncoder(await newFolder())
  const model = await writeTinyModel(await newFolder())
  const wired = (ROOMTONE_SIMILARITY_MODEL: string) =>
    wireClassify(
      readConfig({
        ROOMTONE_STORE: `sqlite:${join(scratch, 'store')}`,
        ROOMTONE_MODEL: model,
        ROOMTONE_SIMILARITY_MODEL,
        ROOMTONE_METRICS: 'metered',
      }),
    )
  const { encoder } = await wired(folder)
  expect(encoder?.cosine).toBe(0.7)
  expect(await encoder?.encode(['when', ''])).toEqual([expect.any(Uint8Array), undefined])
  expect((await wired('no')).encoder).toBeUndefined()
})
