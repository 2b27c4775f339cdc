/*
 * A process of its own for each contender of the benches of models, so that none shares a heap, a thread pool or a native
 * library with another. Answers one request after the other: label (or encode) all texts in calls of `size`, and say how
 * long it took.
 */
import { fileURLToPath } from 'node:url'

/** Contenders of ours, and their folders. */
export const OURS: Record<string, string> = {
  'models/sentiment': fileURLToPath(new URL('../models/sentiment', import.meta.url)),
  'models/sentiment-small': fileURLToPath(new URL('../models/sentiment-small', import.meta.url)),
}

/** The encoder, and transformers.js with its weights. */
export const ENCODERS = { ours: 'models/similarity', theirs: 'transformers.js, vectors' } as const

/** Where the encoder is that a user would run. */
export const encoderFolder = (): string =>
  process.env.ROOMTONE_SIMILARITY_MODEL ?? fileURLToPath(new URL('../models/similarity', import.meta.url))

/** Gives labels or vectors: what they are is of no interest. */
type Answer = (texts: readonly string[]) => Promise<unknown>

export type Request = { texts: string[]; size: number; atLeastMs: number }
/** `rssMb`: the largest resident memory that the process ever had (10^6 bytes). */
export type Reply = { textsPerSecond: number; callsMs: number[]; rssMb: number }

const load = async (name: string): Promise<Answer> => {
  if (name === ENCODERS.ours) {
    const { loadEncoder } = await import('../functions/adapters/encoder-folder.ts')
    return loadEncoder(encoderFolder()).encode
  }
  const folder = OURS[name]
  if (folder !== undefined) {
    const { loadClassifier } = await import('../functions/adapters/model-folder.ts')
    return (await loadClassifier(folder)).classify
  }
  const { peers } = await import(new URL('./peers/peers.js', import.meta.url).href)
  return peers[name](encoderFolder())
}

/** Whole passes over the texts until the time is up, so that fast contenders are measured as long as slow ones. */
const measure = async (answer: Answer, { texts, size, atLeastMs }: Request): Promise<Reply> => {
  const callsMs: number[] = []
  let passes = 0
  const startedMs = performance.now()
  while (passes === 0 || performance.now() - startedMs < atLeastMs) {
    for (let at = 0; at < texts.length; at += size) {
      const calledMs = performance.now()
      await answer(texts.slice(at, at + size))
      callsMs.push(performance.now() - calledMs)
    }
    passes++
  }
  const textsPerSecond = (1000 * passes * texts.length) / (performance.now() - startedMs)
  return { textsPerSecond, callsMs, rssMb: process.resourceUsage().maxRSS * 1.024e-3 }
}

if (process.send) {
  const answer = await load(process.argv[2]!)
  process.on('message', async (request: Request) => process.send!(await measure(answer, request)))
  process.send('ready')
}
