import { at, type Client, Refused } from '../client.ts'
import { type Patient, patiently } from '../patience.ts'
import type { Progress } from '../progress.ts'
import type { FeedMessage } from './messages.ts'
import type { Fed } from './progress.ts'

/** Posts in flight: enough to keep the stack busy, too few to flood it. */
const IN_FLIGHT = 4

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
    patient ??= patiently(feeding.signal, feeding.progress.line) // a repeat is harmless: ids are given
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
