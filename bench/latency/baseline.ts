import { readFileSync } from 'node:fs'
import { loadOnnxRuntime } from '../../functions/adapters/onnx-runtime.ts'
import { prepare } from '../../functions/model/prepare.ts'
import { wordPiece } from '../../functions/model/wordpiece.ts'

/** Whatever it gives is of no interest: weights are random. */
export type Label = (texts: readonly string[]) => Promise<unknown>

const MAX_TOKENS = 128

/** With ONNX Runtime's own settings, its fusions among them; texts that go together are padded to the longest. */
export const baseline = async (network: string, vocabulary: string): Promise<Label> => {
  const { InferenceSession, Tensor } = await loadOnnxRuntime()
  const session = await InferenceSession.create(network, { intraOpNumThreads: 1, interOpNumThreads: 1 })
  const tokenize = wordPiece(readFileSync(vocabulary, 'utf8').trimEnd().split('\n'), MAX_TOKENS)
  return async texts => {
    const rows = texts.map(text => tokenize(prepare(text)))
    const width = Math.max(...rows.map(row => row.length))
    const block = () => new BigInt64Array(rows.length * width)
    const [ids, mask] = [block(), block()]
    for (const [at, row] of rows.entries()) {
      ids.set(row.map(BigInt), at * width)
      mask.fill(1n, at * width, at * width + row.length)
    }
    const tensor = (values: BigInt64Array) => new Tensor('int64', values, [rows.length, width])
    return session.run({
      input_ids: tensor(ids),
      attention_mask: tensor(mask),
      token_type_ids: tensor(block()),
    })
  }
}
