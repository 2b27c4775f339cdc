import { itemOf } from '../../functions/adapters/dynamodb-items.ts'
import { messageItem } from '../../functions/adapters/dynamodb-message.ts'
import { contentDigest, counterItemKey, messageKey, modelField } from '../../functions/pipeline/keys.ts'
import { liveItem } from '../../functions/pipeline/message-item.ts'
import { minuteOf, nothing } from '../../functions/pipeline/mood.ts'
import { PACKED_BYTES } from '../../functions/questions/vector.ts'
import type { Item } from '../../infra/aws-units.ts'

/** A time with as many digits as any of this century. */
const AT_MS = 1_763_802_012_345
const MODEL = 'sentiment@f1f95cc'
const room = 'all-hands'
/** Names as UUIDs are, which is what most apps give. */
const id = '0192f3c4-7b1e-7c3a-9f00-3b1d5a7c9e21'

/**
 * A message as it is stored, with a text of so many characters in ASCII, by the code that stores it. A question has a
 * vector, which takes 392 bytes and its name.
 */
export const messageOf = (length: number, kind: 'question' | 'comment'): Item => {
  const identity = { room, source: 'app', id }
  const text = 'x'.repeat(length)
  const message = {
    ...identity,
    revision: 0,
    text,
    postedAt: AT_MS,
    key: messageKey(identity),
    digest: contentDigest({ text }),
  }
  const labelled = {
    label: 'negative',
    confidence: 0.8123,
    score: -812,
    sure: true,
    kind,
    offensive: 0.0123,
    flagged: false,
  } as const
  const written = { shard: 3, version: 1, withoutText: false, atMs: AT_MS }
  const vector = kind === 'question' ? { vector: new Uint8Array(PACKED_BYTES) } : {}
  return messageItem({ ...liveItem({ message, labelled, model: MODEL }, written), ...vector })
}

/** A counter that has counted some thousands. */
export const counterItem = (): Item => {
  const { models, ...counts } = { ...nothing, n: 1234, score: -12345 }
  return itemOf({
    ...counterItemKey(room, 3, minuteOf(AT_MS)),
    ...counts,
    ...{ negative: 412, neutral: 411, positive: 411, unsure: 123, questions: 234, flagged: 12 },
    ...{ rev: 321, at: AT_MS, [modelField(MODEL)]: 1234 },
  })
}
