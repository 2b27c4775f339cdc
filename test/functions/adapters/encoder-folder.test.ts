import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { loadEncoder } from '../../../functions/adapters/encoder-folder.ts'
import { loadClassifier } from '../../../functions/adapters/model-folder.ts'
import * as onnx from '../../../functions/adapters/onnx-session.ts'
import { vectorReader } from '../../../functions/questions/vector.ts'
import { encoderOf, writeTinyEncoder } from './tiny-encoder.ts'
import { writeTinyModel } from './tiny-model.ts'

vi.mock('../../../functions/adapters/onnx-session.ts', { spy: true })
const opened = vi.mocked(onnx.onnxSession)
afterEach(() => {
  opened.mockClear()
  vi.useRealTimers()
})

let scratch = ''
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'roomtone-encoder-'))
})
afterAll(() => rm(scratch, { recursive: true }))

const newFolder = () => mkdtemp(join(scratch, 'm-'))
const write = async (change: object = {}, network?: Uint8Array) =>
  writeTinyEncoder(await newFolder(), change, network)

describe('an encoder', () => {
  test('is named by its folder and the start of its hash, and compares by the threshold for a room', async () => {
    const folder = await write({ groupThreshold: 0.61 })
    const hash = createHash('sha256')
      .update(await readFile(join(folder, 'model.onnx')))
      .digest('hex')
    const name = `${basename(folder)}@${hash.slice(0, 7)}`
    expect(loadEncoder(`${folder}/`)).toMatchObject({ model: name, cosine: 0.61 })
  })

  test('gives the direction of what the network gives, packed under its name', async () => {
    const { model, encode } = loadEncoder(await write())
    const [packed, nothing, same] = await encode(['when good', ' ', 'when when good good'])
    const read = vectorReader(model)(packed)
    if (read.is !== 'vector') throw new Error(read.why)
    expect([...read.vector.subarray(0, 7)]).toEqual([0, 127, 0, 0, 127, -64, 0])
    expect([nothing, same]).toEqual([undefined, packed])
  })

  test('opens its network when the first text comes and not before, once for all who ask', async () => {
    const { encode } = loadEncoder(await write())
    expect(await encode([])).toEqual([])
    expect(opened).not.toHaveBeenCalled()
    await Promise.all([encode(['when']), encode(['good']), encode(['bad'])])
    await encode(['fair'])
    expect(opened).toHaveBeenCalledTimes(1)
  })

  test('computes on as many threads as it is told, on one if it is told nothing', async () => {
    const folder = await write()
    await loadEncoder(folder).encode(['when'])
    await loadEncoder(folder, { threads: 2 }).encode(['when'])
    expect(opened.mock.calls.map(([, threads]) => threads)).toEqual([1, 2])
  })

  test('that could not be opened is opened for who asks half a minute later, and not tried before', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const folder = await write()
    const { encode } = loadEncoder(folder)
    await rename(join(folder, 'model.onnx'), join(folder, 'away'))
    const failed = await Promise.allSettled([encode(['when']), encode(['good'])])
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await rename(join(folder, 'away'), join(folder, 'model.onnx'))
    vi.advanceTimersByTime(29_900)
    await expect(encode(['when'])).rejects.toThrow(/cannot read .*model\.onnx/)
    vi.advanceTimersByTime(200)
    expect(await encode(['when'])).toEqual([expect.any(Uint8Array)])
  })

  test('that is known to be checked is asked for neither hash nor run, and gives the same vectors', async () => {
    const folder = await write({ sha256: { 'model.onnx': '0'.repeat(64), 'vocab.txt': '0'.repeat(64) } })
    await expect(loadEncoder(folder).encode(['when'])).rejects.toThrow(/is not the file that model\.json/)
    const [trusting] = await loadEncoder(folder, { isChecked: true }).encode(['when good'])
    const [careful] = await loadEncoder(await write()).encode(['when good'])
    expect(trusting?.subarray(8)).toEqual(careful?.subarray(8))
  })
})

const cure = /fetch the model folder again|mend it|correct|export it|give the/

test.each<[string, (folder: string) => Promise<unknown>, RegExp]>([
  [
    'model.json is missing',
    folder => rm(join(folder, 'model.json')),
    /cannot read .*model\.json.*no such file.*ROOMTONE_SIMILARITY_MODEL/,
  ],
  ['model.json is cut short', folder => truncate(join(folder, 'model.json'), 40), /model\.json is not JSON/],
  ['model.json is a list', folder => writeFile(join(folder, 'model.json'), '[]'), /a sentence encoder: task/],
  ['model.json is null', folder => writeFile(join(folder, 'model.json'), 'null'), /it should be an object/],
  [
    'vectors have another length',
    folder => writeTinyEncoder(folder, { dimensions: 768 }),
    /dimensions should be 384, as vectors are stored with so many, it is 768/,
  ],
  [
    'vectors are kept as something else',
    folder => writeTinyEncoder(folder, { stored: 'float32' }),
    /stored should be "int8", as vectors are stored so, it is "float32"/,
  ],
  [
    'there is no threshold for a room',
    folder => writeTinyEncoder(folder, { groupThreshold: undefined }),
    /groupThreshold should be a cosine over 0, at most 1, it is undefined/,
  ],
  [
    'a threshold groups everything',
    folder => writeTinyEncoder(folder, { groupThreshold: 0 }),
    /groupThreshold should .* it is 0/,
  ],
  [
    'a threshold groups nothing',
    folder => writeTinyEncoder(folder, { threshold: 62 }),
    /threshold should .* it is 62/,
  ],
  ['it reads too few tokens', folder => writeTinyEncoder(folder, { maxTokens: 2 }), /maxTokens should/],
  ['it names no hashes', folder => writeTinyEncoder(folder, { sha256: {} }), /sha256 should/],
  [
    'it is a model that labels',
    folder => writeTinyModel(folder),
    /does not describe a sentence encoder: task should be "similarity", .*named with ROOMTONE_MODEL.*it is undefined/,
  ],
])('where %s, it is not taken: the error names the file and what to do', async (_, spoil, message) => {
  const folder = await write()
  await spoil(folder)
  expect(() => loadEncoder(folder)).toThrow(message)
  expect(() => loadEncoder(folder)).toThrow(cure)
})

test.each<[string, (folder: string) => Promise<unknown>, RegExp]>([
  ['model.onnx is missing', folder => rm(join(folder, 'model.onnx')), /cannot read .*model\.onnx.*no such/],
  ['vocab.txt is missing', folder => rm(join(folder, 'vocab.txt')), /cannot read .*vocab\.txt.*no such/],
  [
    'model.onnx is cut short',
    folder => truncate(join(folder, 'model.onnx'), 1_000),
    /model\.onnx is not the file.*1000 bytes.*cut short/,
  ],
  [
    'vocab.txt is another',
    folder => writeFile(join(folder, 'vocab.txt'), '[PAD]\n'),
    /vocab\.txt is not the file that model\.json names/,
  ],
  [
    'the network gives other dimensions',
    folder => writeTinyEncoder(folder, {}, encoderOf(256)),
    /model\.onnx gives 256 numbers a text, model\.json names 384 \(its dimensions\): export it/,
  ],
  [
    'the network gives something else',
    folder => writeTinyEncoder(folder, {}, encoderOf(384, 'pooled')),
    /the network gives pooled, .*model\.json says vectors/,
  ],
  [
    'vocab.txt has another size',
    folder => writeTinyEncoder(folder, { vocabularySize: 17_000 }),
    /vocab\.txt holds 9 pieces, model\.json says 17000/,
  ],
  [
    'model.onnx is no network',
    folder => writeTinyEncoder(folder, {}, Buffer.from('hello')),
    /ONNX Runtime cannot load .*model\.onnx/,
  ],
])(
  'where %s, its first texts are not encoded: the error names the file and what to do',
  async (_, spoil, message) => {
    const folder = await write()
    await spoil(folder)
    const { encode } = loadEncoder(folder)
    await expect(encode(['when'])).rejects.toThrow(message)
    await expect(encode(['when'])).rejects.toThrow(cure)
  },
)

test('an encoder is not taken for a model that labels', async () => {
  await expect(loadClassifier(await write())).rejects.toThrow(
    /model\.json does not describe a model that labels: task should be left out, .*named with ROOMTONE_SIMILARITY_MODEL.*it is "similarity"/,
  )
})
