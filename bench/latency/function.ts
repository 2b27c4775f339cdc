/*
 * A function of Lambda that labels and says how long each call took: what `classify-sqs` does with a text, without the
 * queue and the store. Bundled as the others are, and started as their zips are.
 *
 *   CONTENDER   a model folder of ours, or
 *   NETWORK     an fp32 network, with VOCABULARY, the vocab.txt that its texts are split by
 */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadClassifier } from '../../functions/adapters/model-folder.ts'
import { prepare } from '../../functions/model/prepare.ts'
import { wordPiece } from '../../functions/model/wordpiece.ts'

/** Calls of `size` texts, `thinkMs` apart. */
export type Request = { texts: string[]; size: number; thinkMs: number }
export type Reply = { callsMs: number[]; cpuMs: number }

type Label = (texts: readonly string[]) => Promise<unknown>

const MAX_TOKENS = 128

/** With ONNX Runtime's own settings, its fusions among them; texts that go together are padded to the longest. */
const baseline = async (network: string, vocabulary: string): Promise<Label> => {
  const { InferenceSession, Tensor } = await import('onnxruntime-node')
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

/** With the first event: a start may take 10 s, and a large network in a small share takes longer. */
const load = async (): Promise<Label> => {
  const { CONTENDER, NETWORK, VOCABULARY } = process.env
  return CONTENDER === undefined
    ? baseline(NETWORK!, VOCABULARY!)
    : (await loadClassifier(CONTENDER)).classify
}

let loading: Promise<Label> | undefined

export const handler = async ({ texts, size, thinkMs }: Request): Promise<Reply> => {
  loading ??= load()
  const label = await loading
  const callsMs: number[] = []
  const before = process.cpuUsage()
  for (let at = 0; at < texts.length; at += size) {
    if (thinkMs > 0) await sleep(thinkMs)
    const startedMs = performance.now()
    await label(texts.slice(at, at + size))
    callsMs.push(performance.now() - startedMs)
  }
  const { user, system } = process.cpuUsage(before)
  return { callsMs, cpuMs: (user + system) / 1000 }
}
