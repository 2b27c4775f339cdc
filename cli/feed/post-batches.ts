import pRetry from 'p-retry'
import { at, type Client, NoAnswer, Refused } from '../client.ts'
import type { Progress } from '../progress.ts'
import type { FeedMessage } from './messages.ts'
import type { Fed } from './progress.ts'

/** Posts in flight: enough to keep the stack busy, too few to flood it. */
const IN_FLIGHT = 4
/** How long a stack may be away (a restart takes about 3 s) before feeding gives up. */
const PATIENCE_MS = 30_000

type To = { room: string; source: string }
/** A feed on its way: what ends it, what it has done, whom it tells. */
export type Feeding = {
  signal: AbortSignal
  fed: Fed
  progress: Progress
  refuse: (line: number, why: string) => void
}

type Post = (batch: readonly FeedMessage[], feeding: Feeding) => Promise<void>

/** Post every batch, a few at a time. When one fails for good, or at Ctrl-C, those in flight are finished first. */
export const postBatches = async (
  post: Post,
  batches: AsyncIterable<FeedMessage[]>,
  feeding: Feeding,
): Promise<void> => {
  const worker = async () => {
    for await (const batch of batches) {
      await post(batch, feeding)
      feeding.progress.at(batch.at(-1)!.endByte)
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: IN_FLIGHT }, worker))
  const failed = ended.find(result => result.status === 'rejected')
  if (failed) throw failed.reason
}

/** Over HTTP, trying again while the stack is away. */
export const httpPost = (client: Client, to: To): Post => {
  let patient: Patient | undefined
  return (batch, feeding) => {
    patient ??= patiently(feeding)
    return post(client, to, batch, feeding, patient)
  }
}

/** A POST is refused as a whole, so a refused batch is halved down to its culprit, and the rest is accepted. */
const post = async (
  client: Client,
  to: To,
  batch: readonly FeedMessage[],
  feeding: Feeding,
  patient: Patient,
): Promise<void> => {
  const body = batch.map(({ id, text }) => ({ source: to.source, id, text }))
  try {
    await patient(() => client.call(at`/v1/rooms/${to.room}/messages`, { method: 'POST', body }))
    feeding.fed.accepted += batch.length
  } catch (error) {
    if (!isAboutContent(error)) throw error
    if (batch.length === 1) return feeding.refuse(batch[0]!.line, error.message)
    const middle = Math.ceil(batch.length / 2)
    await post(client, to, batch.slice(0, middle), feeding, patient)
    await post(client, to, batch.slice(middle), feeding, patient)
  }
}

/** 413: too large together. 422: one of them is no message. Anything else would be refused for all alike. */
const isAboutContent = (error: unknown): error is Refused =>
  error instanceof Refused && (error.status === 413 || error.status === 422)

type Patient = <T>(work: () => Promise<T>) => Promise<T>

/** Tries again while the stack is away; says so once, and when it is back. A repeat is harmless: ids are given. */
const patiently = ({ signal, progress }: Pick<Feeding, 'signal' | 'progress'>): Patient => {
  let isAway = false
  return async work => {
    const done = await pRetry(work, {
      retries: Number.POSITIVE_INFINITY,
      maxRetryTime: PATIENCE_MS,
      minTimeout: 100,
      maxTimeout: 1_000,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => error instanceof NoAnswer,
      onFailedAttempt: ({ error }) => {
        if (isAway || !(error instanceof NoAnswer)) return
        isAway = true
        progress.line(`${error.message}; trying again for ${PATIENCE_MS / 1000} s`)
      },
    })
    if (isAway) progress.line('it answers again')
    isAway = false
    return done
  }
}
