import type { Encoder } from '../pipeline/ports.ts'
import type { WorkerHandler } from './worker-handler.ts'

/** How a thread is asked for vectors: texts in, as many out. */
export type EncodeHandler = WorkerHandler<readonly string[], (Uint8Array | undefined)[]>

export type EncoderLimits = {
  /** How long whoever asks waits, in milliseconds. */
  timeoutMs: number
  /** How long the thread may take before it counts as stuck: longer, as it labels batches beside. */
  stuckMs: number
}

/** A text takes some 5 ms and the first some 100 more; a thread that labels a long batch lets others in between its runs. */
const LIMITS: EncoderLimits = { timeoutMs: 10_000, stuckMs: 30_000 }

/**
 * An encoder whose network is on another thread, because one that computes blocks the thread it is on. It rejects where
 * that thread ends or is late; the next call has a new one.
 */
export const workerEncoder = (
  { model, cosine }: Pick<Encoder, 'model' | 'cosine'>,
  ask: EncodeHandler,
  { timeoutMs, stuckMs } = LIMITS,
): Encoder => {
  const encode: Encoder['encode'] = async texts => {
    if (texts.length === 0) return []
    const late = Promise.withResolvers<never>()
    const why = `${model} has given no vectors within ${timeoutMs} ms: the thread that classifies is busy, ask again`
    const timer = setTimeout(() => late.reject(new Error(why)), timeoutMs)
    try {
      return await Promise.race([ask(texts, { getRemainingTimeInMillis: () => stuckMs }), late.promise])
    } finally {
      clearTimeout(timer)
    }
  }
  return { model, cosine, encode }
}
