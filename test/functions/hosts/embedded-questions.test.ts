import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Embedded, startEmbedded } from '../../../functions/hosts/embedded.ts'
import type { QuestionList, SimilarQuestions } from '../../../schemas/questions.ts'
import { writeTinyEncoder } from '../adapters/tiny-encoder.ts'
import { writeTinyModel } from '../adapters/tiny-model.ts'

let scratch = ''
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'roomtone-embedded-'))
})
afterAll(() => rm(scratch, { recursive: true }))
const newFolder = () => mkdtemp(join(scratch, 'f-'))

let stack: Embedded
afterEach(() => stack.close())
const start = async (similarityFolder: string) => {
  const modelFolder = await writeTinyModel(await newFolder())
  const folder = await newFolder()
  const ports = { port: 0, queuePort: 0 }
  stack = await startEmbedded({ ...ports, folder, modelFolder, similarityFolder, demo: false, log: () => {} })
}

const ask = async <Answer>(path: string, init?: RequestInit): Promise<Answer> => {
  const response = await fetch(`${stack.url}/v1/rooms/hall${path}`, init)
  expect(response.ok, `${path}: ${response.status}`).toBe(true)
  return (await response.json()) as Answer
}
const post = (texts: readonly string[]) =>
  ask('/messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(texts.map(text => ({ text }))),
  })
/** How large the groups are, the most asked first, as soon as so many questions are counted. */
const listed = async (questions: number) => {
  const all = () => ask<QuestionList>('/questions')
  await vi.waitUntil(async () => (await all()).questions === questions, { timeout: 20_000, interval: 50 })
  const { model, list } = await all()
  return { model, sizes: list.map(({ size }) => size) }
}

test('questions are grouped by what they mean, and a new one is compared, by the model on the thread that counts', async () => {
  await start(await writeTinyEncoder(await newFolder()))
  await post(['when good', 'good', 'when good good', 'when rude', 'When good?'])
  const { model, sizes } = await listed(4)
  expect(sizes).toEqual([3, 1])
  expect(model).toMatch(/@[0-9a-f]{7}$/)
  const { asked } = await ask<SimilarQuestions>(`/similar?text=${encodeURIComponent('when when good')}`)
  expect(asked).toBe(3)
})

test('without such a model questions with the same words are grouped', async () => {
  await start('no')
  await post(['when good', 'when good good', 'When good?'])
  expect(await listed(3)).toEqual({ model: undefined, sizes: [2, 1] })
})

test('a model that compares questions is named wrongly: the stack does not start, and nothing is left running', async () => {
  await start('no')
  const folder = await newFolder()
  const options = { port: 0, queuePort: 0, demo: false, log: () => {}, folder }
  const modelFolder = await writeTinyModel(await newFolder())
  const wrong = { ...options, modelFolder, similarityFolder: modelFolder }
  await expect(startEmbedded(wrong)).rejects.toThrow(/does not describe a sentence encoder/)
  const again = await startEmbedded({ ...wrong, similarityFolder: 'no' })
  await again.close()
})
