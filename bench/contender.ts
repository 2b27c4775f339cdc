/*
 * A process of its own for each contender of the model bench, so that none shares a heap, a thread pool or a native
 * library with another. Answers one request after the other: label all texts in calls of `size`, and say how long it took.
 */
import { fileURLToPath } from 'node:url'

/** Contenders of ours, and their folders. */
export const OURS: Record<string, string> = {
  'models/sentiment': fileURLToPath(new URL('../models/sentiment', import.meta.url)),
  'models/sentiment-small': fileURLToPath(new URL('../models/sentiment-small', import.meta.url)),
}

/** Gives labels. */
type Label = (texts: readonly string[]) => Promise<string[]>

export type Request = { texts: string[]; size: number; atLeastMs: number }
export type Reply = { textsPerSecond: number; callsMs: number[]; labels: string[] }

const load = async (name: string): Promise<Label> => {
  const folder = OURS[name]
  if (folder !== undefined) {
    const { loadClassifier } = await import('../functions/adapters/model-folder.ts')
    const { classify } = await loadClassifier(folder)
    return async texts => (await classify(texts)).map(one => (one.is === 'labelled' ? one.label : one.reason))
  }
  const { peers } = await import(new URL('./peers/peers.js', import.meta.url).href)
  return peers[name]()
}

/** Whole passes over the texts until the time is up, so that fast contenders are measured as long as slow ones. */
const measure = async (label: Label, { texts, size, atLeastMs }: Request): Promise<Reply> => {
  const callsMs: number[] = []
  let labels: string[] = []
  let passes = 0
  const startedMs = performance.now()
  while (passes === 0 || performance.now() - startedMs < atLeastMs) {
    labels = []
    for (let at = 0; at < texts.length; at += size) {
      const calledMs = performance.now()
      labels.push(...(await label(texts.slice(at, at + size))))
      callsMs.push(performance.now() - calledMs)
    }
    passes++
  }
  const textsPerSecond = (1000 * passes * texts.length) / (performance.now() - startedMs)
  return { textsPerSecond, callsMs, labels }
}

if (process.send) {
  const label = await load(process.argv[2]!)
  process.on('message', async (request: Request) => process.send!(await measure(label, request)))
  process.send('ready')
}
