import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packNetwork } from '../../functions/adapters/packed-network.ts'

/** A network as it is packaged, or as model.onnx, which is how it was packaged before. */
export type Form = 'packed' | 'model.onnx'

const here = fileURLToPath(new URL('../../models', import.meta.url))

/** Where a model lies under the root of what is measured: 'packed/sentiment' */
export const folderOf = (form: Form, model: string): string => join(form, model)

/** Lay out a model there, in both forms. */
export const layOut = async (root: string, model: string): Promise<void> => {
  for (const form of ['packed', 'model.onnx'] as const) {
    const folder = join(root, folderOf(form, model))
    mkdirSync(folder, { recursive: true })
    for (const file of ['model.json', 'model.onnx', 'vocab.txt'])
      copyFileSync(join(here, model, file), join(folder, file))
  }
  await packNetwork(join(root, folderOf('packed', model)))
}
