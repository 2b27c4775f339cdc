import { createHash } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadClassifier } from '../../../functions/adapters/model-folder.ts'
import { checkModelCard } from '../../../schemas/model.ts'

const OURS = 'models/sentiment'
const checked = checkModelCard(JSON.parse(await readFile(`${OURS}/model.json`, 'utf8')))
if (!checked.ok) throw new Error(checked.why)
const { card } = checked
const pieces = (await readFile(`${OURS}/vocab.txt`, 'utf8')).trimEnd().split('\n')

test('the name of a model is its folder and the start of its hash', async () => {
  expect((await loadClassifier(`./${OURS}/`)).model).toBe(
    `sentiment@${card.sha256['model.onnx'].slice(0, 7)}`,
  )
})

let scratch = ''
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'roomtone-model-'))
})
afterAll(() => rm(scratch, { recursive: true }))

/** A copy of our model with something done to it. */
const spoilt = async (spoil: (folder: string) => Promise<unknown>): Promise<string> => {
  const folder = await mkdtemp(join(scratch, 'm-'))
  await cp(OURS, folder, { recursive: true })
  await spoil(folder)
  return folder
}
const edit = (change: Record<string, unknown>) => (folder: string) =>
  writeFile(join(folder, 'model.json'), JSON.stringify({ ...card, ...change }))
/** Other contents, and a model.json that knows them. */
const replace =
  (name: 'model.onnx' | 'vocab.txt', bytes: Buffer | string, change = {}) =>
  async (folder: string) => {
    await writeFile(join(folder, name), bytes)
    const sha256 = { ...card.sha256, [name]: createHash('sha256').update(bytes).digest('hex') }
    await edit({ sha256, ...change })(folder)
  }

test.each<[string, (folder: string) => Promise<unknown>, RegExp]>([
  [
    'model.json is missing',
    folder => rm(join(folder, 'model.json')),
    /cannot read .*model\.json.*no such file/,
  ],
  [
    'model.onnx is missing',
    folder => rm(join(folder, 'model.onnx')),
    /cannot read .*model\.onnx.*no such file/,
  ],
  ['vocab.txt is missing', folder => rm(join(folder, 'vocab.txt')), /cannot read .*vocab\.txt.*no such file/],
  ['model.json is cut short', folder => truncate(join(folder, 'model.json'), 40), /model\.json is not JSON/],
  [
    'model.json lacks something',
    edit({ temperature: undefined }),
    /model\.json does not describe a model.*temperature/s,
  ],
  ['labels are missing', edit({ labels: undefined }), /does not describe a model that labels: labels should/],
  [
    'a label is missing',
    edit({ labels: ['negative', 'positive'] }),
    /labels should be negative, neutral and/,
  ],
  ['a label is unknown', edit({ labels: ['negative', 'neutral', 'angry'] }), /does not describe.*labels/s],
  [
    'a label stands twice',
    edit({ labels: ['negative', 'neutral', 'neutral'] }),
    /labels should be negative, neutral and positive/,
  ],
  [
    'model.onnx is cut short',
    folder => truncate(join(folder, 'model.onnx'), 1_000_000),
    /model\.onnx is not the file.*1000000 bytes.*cut short/,
  ],
  [
    'model.onnx is another of the same length',
    async folder => {
      const network = await readFile(join(folder, 'model.onnx'))
      network[network.length - 1]! ^= 1
      await writeFile(join(folder, 'model.onnx'), network)
    },
    /model\.onnx is not the file.*with sha256 [0-9a-f]{64}, expected [0-9a-f]{64}/,
  ],
  [
    'model.onnx is cut short, and model.json knows it so',
    async folder => {
      const network = await readFile(join(folder, 'model.onnx'))
      await replace('model.onnx', network.subarray(0, network.length - 1))(folder)
    },
    /ONNX Runtime cannot load .*model\.onnx/,
  ],
  [
    'model.onnx is empty',
    folder => truncate(join(folder, 'model.onnx')),
    /model\.onnx is not the file.*0 bytes/,
  ],
  [
    'vocab.txt is another',
    folder => writeFile(join(folder, 'vocab.txt'), '[PAD]\n'),
    /vocab\.txt is not the file that model\.json names/,
  ],
  [
    'vocab.txt has another size',
    edit({ vocabularySize: 30_522 }),
    new RegExp(`vocab\\.txt holds ${pieces.length} pieces.*says 30522`),
  ],
  [
    'vocab.txt is not of a BERT model',
    replace('vocab.txt', 'a\nb\n', { vocabularySize: 2 }),
    /the vocabulary has no \[UNK\]/,
  ],
  [
    'vocab.txt is longer than the network knows',
    replace('vocab.txt', `${[...pieces, 'more'].join('\n')}\n`, { vocabularySize: pieces.length + 1 }),
    new RegExp(`model\\.onnx fails .*on piece ${pieces.length}`),
  ],
  ['model.onnx is no network', replace('model.onnx', 'hello'), /ONNX Runtime cannot load .*model\.onnx/],
  [
    'model.json names other inputs',
    edit({ inputs: { ...card.inputs, token_type_ids: 'int64' } }),
    /does not describe a model.*token_type_ids/s,
  ],
  [
    'the network takes other inputs',
    async folder => {
      const network = await readFile(join(folder, 'model.onnx'), 'latin1')
      const renamed = Buffer.from(network.replaceAll('attention_mask', 'token_type_ids'), 'latin1')
      await replace('model.onnx', renamed)(folder)
    },
    /the network takes input_ids, token_type_ids, .*model\.json says attention_mask, input_ids/,
  ],
  ['the network gives something else', edit({ output: 'scores' }), /gives logits, .*model\.json says scores/],
  ['the network reads fewer tokens', edit({ maxTokens: 512 }), /model\.onnx fails on 512 tokens/],
])('where %s, the error names the file and what to do', async (_, spoil, message) => {
  const loading = loadClassifier(await spoilt(spoil))
  await expect(loading).rejects.toThrow(message)
  await expect(loading).rejects.toThrow(/fetch the model folder again|mend it|correct|export it|give the/)
})

test('of a model that is known to be checked, neither the hash nor a run is asked for, and the labels are the same', async () => {
  const texts = ['Brilliant demo, thank you!', 'Will this be recorded?']
  const folder = await spoilt(edit({ sha256: { ...card.sha256, 'model.onnx': '0'.repeat(64) } }))
  await expect(loadClassifier(folder)).rejects.toThrow(/is not the file that model.json names/)
  const [trusting, careful] = [await loadClassifier(folder, { isChecked: true }), await loadClassifier(OURS)]
  expect(await trusting.classify(texts)).toEqual(await careful.classify(texts))
})
