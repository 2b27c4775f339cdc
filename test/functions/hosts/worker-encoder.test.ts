import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { loadEncoder } from '../../../functions/adapters/encoder-folder.ts'
import { type EncodeHandler, workerEncoder } from '../../../functions/hosts/worker-encoder.ts'
import { startWorkerHandlers } from '../../../functions/hosts/worker-handler.ts'
import { writeTinyEncoder } from '../adapters/tiny-encoder.ts'
import { writeTinyModel } from '../adapters/tiny-model.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})
const start = (file: string, env: Record<string, string> = {}) => {
  const workers = startWorkerHandlers(new URL(file, import.meta.url), env)
  cleanups.push(workers.close)
  return workers
}
const scratch = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'roomtone-encoder-'))
  cleanups.push(() => rm(folder, { recursive: true }))
  return folder
}
const limits = { timeoutMs: 10_000, stuckMs: 30_000 }
const card = { model: 'toy@0000000', cosine: 0.5 }
const obedient = (change = {}) =>
  workerEncoder(card, start('./obedient-worker.ts').handler('encode'), { ...limits, ...change })
const bytes = (text: string) => new Uint8Array(Buffer.from(text))

test('texts that are asked for side by side get their own vectors, in their order', async () => {
  const { encode } = obedient()
  const asked = Array.from({ length: 20 }, (_, at) => [`a ${at}`, `b ${at}`])
  expect(await Promise.all(asked.map(texts => encode(texts)))).toEqual(asked.map(texts => texts.map(bytes)))
})

test('no texts ask the thread nothing', async () => {
  const ask = () => Promise.reject(new Error('asked'))
  expect(await workerEncoder(card, ask).encode([])).toEqual([])
})

test.each([
  ['die', /ended with code 3/],
  ['crash', /out of luck/],
  ['refuse', /refused/],
])(
  'when the thread is told to %s, whoever asked is told why, and the next has vectors',
  async (order, why) => {
    const { encode } = obedient()
    await expect(encode([order])).rejects.toThrow(why)
    expect(await encode(['after'])).toEqual([bytes('after')])
  },
)

test('a thread that is late is waited for no longer than so, and is not ended for it', async () => {
  const workers = start('./obedient-worker.ts')
  await workers.ready
  const impatient = workerEncoder(card, workers.handler('encode'), { ...limits, timeoutMs: 50 })
  await expect(impatient.encode(['be slow'])).rejects.toThrow(
    'toy@0000000 has given no vectors within 50 ms: the thread that classifies is busy, ask again',
  )
  const patient = workerEncoder(card, workers.handler('encode'))
  expect(await patient.encode(['who are you'])).toEqual([bytes('I was asked 2 times')])
})

test('the thread is asked one thing at a time, and what comes meanwhile goes together, 50 texts at the most', async () => {
  const asks: number[] = []
  let atOnce = 0
  const ask: EncodeHandler = async texts => {
    expect(++atOnce).toBe(1)
    asks.push(texts.length)
    await new Promise(resolve => setTimeout(resolve, 1))
    atOnce--
    return texts.map(bytes)
  }
  const { encode } = workerEncoder(card, ask)
  const callers = [1, ...Array(60).fill(2), 70, 3].map((count, caller) =>
    Array.from({ length: count }, (_, at) => `${caller} ${at}`),
  )
  expect(await Promise.all(callers.map(texts => encode(texts)))).toEqual(
    callers.map(texts => texts.map(bytes)),
  )
  expect(asks).toEqual([1, 50, 50, 20, 70, 3])
})

test('whoever gave up before the thread was asked is not asked for', async () => {
  const asked: string[] = []
  const first = Promise.withResolvers<void>()
  const ask: EncodeHandler = async texts => {
    asked.push(...texts)
    await first.promise
    return texts.map(bytes)
  }
  const { encode } = workerEncoder(card, ask, { ...limits, timeoutMs: 20 })
  const gone = await Promise.allSettled([encode(['first']), encode(['second']), encode(['third'])])
  expect(gone.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  first.resolve()
  expect(await encode(['after'])).toEqual([bytes('after')])
  expect(asked).toEqual(['first', 'after'])
})

test('a thread that is stuck is ended, and the next call has a new one', async () => {
  const workers = start('./obedient-worker.ts')
  const strict = workerEncoder(card, workers.handler('encode'), { ...limits, stuckMs: -4_500 })
  await expect(strict.encode(['loop'])).rejects.toThrow(/ended/)
  expect(await workerEncoder(card, workers.handler('encode')).encode(['after'])).toEqual([bytes('after')])
})

test("the embedded stack's thread gives the vectors that the model gives, beside what it labels", async () => {
  const [model, similarity] = [await writeTinyModel(await scratch()), await writeTinyEncoder(await scratch())]
  const here = loadEncoder(similarity)
  const workers = start('../../../functions/hosts/handler-worker.ts', {
    ROOMTONE_STORE: `sqlite:${await scratch()}`,
    ROOMTONE_MODEL: model,
    ROOMTONE_SIMILARITY_MODEL: similarity,
  })
  const there = workerEncoder(here, workers.handler('encode'))
  const texts = ['when good', '', 'bad', 'rude rude fair']
  const vectors = await there.encode(texts)
  expect(vectors).toEqual(await here.encode(texts))
  expect(vectors.map(vector => vector?.length)).toEqual([392, undefined, 392, 392])
  expect([there.model, there.cosine]).toEqual([here.model, here.cosine])
})

test('a thread without such a model says so', async () => {
  const workers = start('../../../functions/hosts/handler-worker.ts', {
    ROOMTONE_STORE: `sqlite:${await scratch()}`,
    ROOMTONE_MODEL: await writeTinyModel(await scratch()),
    ROOMTONE_SIMILARITY_MODEL: 'no',
  })
  await expect(workerEncoder(card, workers.handler('encode')).encode(['when'])).rejects.toThrow(
    'this thread has no model that compares questions',
  )
})
