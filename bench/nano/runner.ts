/*
 * A process that runs one network on `threads` threads, or the whole classifier, and says how many tokens it read.
 * Processes of one thread each share no heap, no thread pool and no lock, as functions of Lambda do not.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadClassifier } from '../../functions/adapters/model-folder.ts'
import { loadOnnxRuntime } from '../../functions/adapters/onnx-runtime.ts'
import { onnxSession } from '../../functions/adapters/onnx-session.ts'
import { prepare } from '../../functions/model/prepare.ts'
import { wordPiece } from '../../functions/model/wordpiece.ts'
import type { Classifier } from '../../functions/pipeline/ports.ts'
import { benchTexts } from '../texts.ts'
import { type Block, blocks } from './blocks.ts'

export type Kind = 'nano' | 'bert-tiny' | 'nano from text'
/** Calls of `size` texts for at least so long, one call at the least. */
export type Request = { size: number; atLeastMs: number }
/** `cpuMs` is the time that all of the process's threads were on a processor. */
export type Reply = { tokens: number; texts: number; wallMs: number; cpuMs: number }

const { InferenceSession, Tensor } = await loadOnnxRuntime()

/** Answers one call. */
type Call = { tokens: number; texts: number; answer(): Promise<unknown> }

const MAX_TOKENS = 128
/** bert-tiny: 2 layers x 128, 2 heads (Turc et al. 2019). */
const BERT_TINY = { layers: 2, hidden: 128, heads: 2, inner: 512, positions: 512, labels: 3 }
const BERT_PIECES = 30_522

const rowsOf = (folder: string, texts: readonly string[]): number[][] => {
  const pieces = readFileSync(join(folder, 'vocab.txt'), 'utf8').trimEnd().split('\n')
  const tokenize = wordPiece(pieces, MAX_TOKENS)
  return texts.map(text => tokenize(prepare(text)))
}

/** The network as the product runs it. */
const nano = async (folder: string, threads: number) => {
  const { run } = await onnxSession(readFileSync(join(folder, 'model.onnx')), threads)
  return (block: Block) => run(block)
}

/** With ONNX Runtime's own settings; the same ids, which its larger vocabulary holds as well. */
const bertTiny = async (threads: number) => {
  const { bertNetwork } = await import(new URL('../peers/bert.js', import.meta.url).href)
  const network: Uint8Array = bertNetwork(BERT_TINY, BERT_PIECES)
  const session = await InferenceSession.create(network, { intraOpNumThreads: threads, interOpNumThreads: 1 })
  return async ({ ids, mask, rows, width }: Block) => {
    const tensor = (values: BigInt64Array) => new Tensor('int64', values, [rows, width])
    const types = new BigInt64Array(ids.length)
    return session.run({
      input_ids: tensor(ids),
      attention_mask: tensor(mask),
      token_type_ids: tensor(types),
    })
  }
}

/** Gives the calls of a size. */
const load = async (
  kind: Kind,
  folder: string,
  threads: number,
  texts: readonly string[],
): Promise<(size: number) => Call[]> => {
  const rows = rowsOf(folder, texts)
  if (kind === 'nano from text') {
    const { classify } = await loadClassifier(folder, { threads })
    return size => textCalls(texts, rows, size, classify)
  }
  const run = kind === 'nano' ? await nano(folder, threads) : await bertTiny(threads)
  return size =>
    blocks(rows, size).map(block => ({ tokens: block.tokens, texts: block.rows, answer: () => run(block) }))
}

const textCalls = (
  texts: readonly string[],
  rows: readonly number[][],
  size: number,
  classify: Classifier['classify'],
): Call[] =>
  Array.from({ length: Math.ceil(texts.length / size) }, (_, at) => {
    const part = texts.slice(at * size, (at + 1) * size)
    const tokens = rows.slice(at * size, (at + 1) * size).reduce((sum, row) => sum + row.length, 0)
    return { tokens, texts: part.length, answer: () => classify(part) }
  })

const measure = async (calls: readonly Call[], atLeastMs: number): Promise<Reply> => {
  let [tokens, read, done] = [0, 0, 0]
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  while (done === 0 || performance.now() - startedAt < atLeastMs) {
    const call = calls[done++ % calls.length]!
    await call.answer()
    tokens += call.tokens
    read += call.texts
  }
  const wallMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  return { tokens, texts: read, wallMs, cpuMs: (user + system) / 1000 }
}

if (process.send) {
  const [kind, folder, threads, texts] = process.argv.slice(2) as [Kind, string, string, string]
  const callsOf = await load(kind, folder, Number(threads), benchTexts(Number(texts)))
  const made = new Map<number, Call[]>()
  process.on('message', async ({ size, atLeastMs }: Request) => {
    const calls = made.get(size) ?? callsOf(size)
    made.set(size, calls)
    process.send!(await measure(calls, atLeastMs))
  })
  process.send('ready')
}
