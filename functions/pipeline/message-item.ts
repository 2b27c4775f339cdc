import type { Labelled } from '../../schemas/labelled.ts'
import { HORIZON_MS, MEMORY_MARGIN_MS } from '../../schemas/limits.ts'
import type { Message } from '../../schemas/message.ts'
import { minuteOf } from './mood.ts'
import type { LiveMessage, Tombstone } from './ports.ts'

/** A message with the two hashes that the store knows it by. */
export type KeyedMessage = Message & { key: string; digest: string }

/** A message that the model has labelled: ready to be counted. A question may have its vector. */
export type LabelledMessage = {
  message: KeyedMessage
  labelled: Labelled
  model: string
  vector?: Uint8Array | undefined
}

/**
 * Until when an item written now is remembered (epoch seconds). From now, not from its postedAt: the same identity may
 * come again with a later postedAt, and whatever is taken is younger than the horizon when it comes.
 */
const rememberedFrom = (atMs: number) => Math.ceil((atMs + HORIZON_MS + MEMORY_MARGIN_MS) / 1000)

/** The item to store for a message that is counted in `shard`. Without its text it has no vector: that says too much of it. */
export const liveItem = (
  {
    message,
    labelled: { label, confidence, score, sure, kind, offensive, flagged },
    model,
    vector,
  }: LabelledMessage,
  {
    shard,
    version,
    withoutText,
    atMs,
  }: { shard: number; version: number; withoutText: boolean; atMs: number },
): LiveMessage => {
  const { text, author, ...rest } = message
  return {
    is: 'live',
    ...rest,
    ...(withoutText ? {} : { text }),
    ...(author === undefined ? {} : { author }),
    label,
    confidence,
    score,
    sure,
    ...(kind === undefined ? {} : { kind }),
    ...(offensive === undefined ? {} : { offensive }),
    ...(flagged === undefined ? {} : { flagged }),
    model,
    ...(vector === undefined || withoutText ? {} : { vector }),
    minute: minuteOf(message.postedAt),
    shard,
    version,
    expiresAt: rememberedFrom(atMs),
  }
}

/** What takes the place of an erased message. It outlives the horizon, so nothing can come back. */
export const tombstone = (key: string, room: string, version: number, atMs: number): Tombstone => ({
  is: 'erased',
  key,
  room,
  version,
  erasedAt: atMs,
  expiresAt: rememberedFrom(atMs),
})
