import type { Encoder } from '../pipeline/ports.ts'
import type { WorkerHandler } from './worker-handler.ts'

type Vectors = Awaited<ReturnType<Encoder['encode']>>

/** How a thread is asked for vectors: texts in, as many out. */
export type EncodeHandler = WorkerHandler<readonly string[], Vectors>

export type EncoderLimits = {
  /** How long whoever asks waits, in milliseconds. */
  timeoutMs: number
  /** How long the thread may take before it counts as stuck: longer, as it labels batches beside. */
  stuckMs: number
}

/** A text takes some 5 ms and the first some 100 more; a thread that labels a long batch lets others in between its runs. */
const LIMITS: EncoderLimits = { timeoutMs: 10_000, stuckMs: 30_000 }

/** Texts in one question to the thread, unless one caller has more: some 100 ms of work. */
const TEXTS_AT_ONCE = 50

type Waiting = PromiseWithResolvers<Vectors> & { texts: readonly string[] }

/**
 * An encoder whose network is on another thread, because one that computes blocks the thread it is on. The thread is
 * asked one thing at a time, and what comes meanwhile goes together in the next: however many type a question, batches
 * that are labelled get every other turn. It rejects where that thread ends or is late; the next call has a new one.
 */
export const workerEncoder = (
  { model, cosine }: Pick<Encoder, 'model' | 'cosine'>,
  ask: EncodeHandler,
  { timeoutMs, stuckMs } = LIMITS,
): Encoder => {
  let waiting: Waiting[] = []
  let isAsking = false

  const askForAll = async () => {
    isAsking = true
    while (waiting.length > 0) {
      const asked = takeSome(waiting)
      const texts = asked.flatMap(one => one.texts)
      await ask(texts, { getRemainingTimeInMillis: () => stuckMs }).then(
        vectors => answer(asked, vectors),
        error => asked.forEach(({ reject }) => void reject(error)),
      )
    }
    isAsking = false
  }

  const encode: Encoder['encode'] = async texts => {
    if (texts.length === 0) return []
    const one: Waiting = { ...Promise.withResolvers<Vectors>(), texts }
    const giveUp = () => {
      waiting = waiting.filter(other => other !== one)
      const why = 'the thread that classifies is busy, ask again'
      one.reject(new Error(`${model} has given no vectors within ${timeoutMs} ms: ${why}`))
    }
    const timer = setTimeout(giveUp, timeoutMs)
    waiting.push(one)
    if (!isAsking) void askForAll()
    return one.promise.finally(() => clearTimeout(timer))
  }
  return { model, cosine, encode }
}

/** Those that came first, and are taken out: as many as go together. */
const takeSome = (waiting: Waiting[]): Waiting[] => {
  let texts = 0
  const end = waiting.findIndex(one => {
    texts += one.texts.length
    return texts > TEXTS_AT_ONCE
  })
  return waiting.splice(0, end < 0 ? waiting.length : Math.max(1, end))
}

/** To each the vectors of its own texts. */
const answer = (asked: readonly Waiting[], vectors: Vectors): void => {
  let from = 0
  for (const { texts, resolve } of asked) {
    resolve(vectors.slice(from, from + texts.length))
    from += texts.length
  }
}
