/*
 * A function of Lambda that labels (or encodes) and says how long each call took: what `classify-sqs` does with a text,
 * without the queue and the store. Bundled as the others are, and started as their zips are.
 *
 *   CONTENDER   a model folder of ours that labels,
 *   ENCODER     one that gives vectors, or
 *   NETWORK     an fp32 network, with VOCABULARY, the vocab.txt that its texts are split by
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { loadEncoder } from '../../functions/adapters/encoder-folder.ts'
import { loadClassifier } from '../../functions/adapters/model-folder.ts'
import { baseline, type Label } from './baseline.ts'

/** Calls of `size` texts, `thinkMs` apart. */
export type Request = { texts: string[]; size: number; thinkMs: number }
export type Reply = { callsMs: number[]; cpuMs: number }

/** With the first event: a start may take 10 s, and a large network in a small share takes longer. */
const load = async (): Promise<Label> => {
  const { CONTENDER, ENCODER, NETWORK, VOCABULARY } = process.env
  if (CONTENDER !== undefined) return (await loadClassifier(CONTENDER)).classify
  return ENCODER !== undefined ? loadEncoder(ENCODER).encode : baseline(NETWORK!, VOCABULARY!)
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
