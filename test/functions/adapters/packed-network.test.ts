import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadEncoder } from '../../../functions/adapters/encoder-folder.ts'
import { loadClassifier } from '../../../functions/adapters/model-folder.ts'
import { onnxSession } from '../../../functions/adapters/onnx-session.ts'
import { packedNetwork, packNetwork } from '../../../functions/adapters/packed-network.ts'

const root = mkdtempSync(join(tmpdir(), 'roomtone-packed-'))
afterAll(() => rmSync(root, { recursive: true }))

const sentencesOf = (model: string): string[] =>
  JSON.parse(readFileSync(join('models', model, 'reference.json'), 'utf8')).map(
    ({ text }: { text: string }) => text,
  )

const isHere = (model: string) => existsSync(join('models', model, 'model.json'))

describe.each(['sentiment', 'sentiment-small', 'nano', 'similarity'].filter(isHere))('models/%s', model => {
  const kept = join('models', model)
  const packed = join(root, model)
  beforeAll(async () => {
    cpSync(kept, packed, { recursive: true })
    await packNetwork(packed)
    rmSync(join(packed, 'model.onnx')) // it is not in a zip
  })

  test('what is packed answers the reference sentences as model.onnx does, to the bit', async () => {
    const texts = sentencesOf(model)
    const load = (folder: string, isChecked: boolean) =>
      model === 'similarity'
        ? loadEncoder(folder, { isChecked }).encode
        : loadClassifier(folder, { isChecked }).then(({ classify }) => classify)
    const [before, now] = await Promise.all([load(kept, false), load(packed, true)])
    expect(await now(texts)).toEqual(await before(texts))
  })

  test('and any ids, alone and padded, with the same numbers', async () => {
    const [before, now] = await Promise.all([
      onnxSession(readFileSync(join(kept, 'model.onnx'))),
      onnxSession(packedNetwork(packed)),
    ])
    for (const width of [1, 7, 64]) {
      const ids = BigInt64Array.from({ length: 3 * width }, (_, at) => BigInt((at * 7_919) % 5_000))
      const mask = BigInt64Array.from({ length: 3 * width }, (_, at) => (at % 5 === 4 ? 0n : 1n))
      const batch = { ids, mask, rows: 3, width }
      expect(await now.run(batch)).toEqual(await before.run(batch))
    }
  })
})
