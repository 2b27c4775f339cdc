import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../functions/config.ts'
import { wireClassify } from '../../functions/wire.ts'

/** A model folder whose model.json names another hash than model.onnx has. */
let folder = ''
let scratch = ''
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'roomtone-packaged-'))
  folder = join(scratch, 'model')
  await cp('models/sentiment-small', folder, { recursive: true })
  const card = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'))
  card.sha256['model.onnx'] = '0'.repeat(64)
  await writeFile(join(folder, 'model.json'), JSON.stringify(card))
})
afterAll(() => rm(scratch, { recursive: true }))

const wired = (model: string, env = {}) =>
  wireClassify(
    readConfig({ ROOMTONE_STORE: `sqlite:${join(scratch, 'store')}`, ROOMTONE_MODEL: model, ...env }),
  )
const inLambda = { LAMBDA_TASK_ROOT: '/var/task' }

test('in Lambda a model of the package is taken as it was checked when it was packed', async () => {
  const { classifier } = await wired(relative(process.cwd(), folder), inLambda)
  expect(await classifier.classify(['Thank you!'])).toMatchObject([{ is: 'labelled', label: 'positive' }])
})

test('a model from elsewhere is checked in Lambda as anywhere', async () => {
  await expect(wired(folder, inLambda)).rejects.toThrow(/is not the file that model\.json names/)
  await expect(wired(relative(process.cwd(), folder))).rejects.toThrow(
    /is not the file that model\.json names/,
  )
})
