import type { DeadLetter, Rejection } from '../../schemas/dead-letter.ts'
import { bytesOf } from './edit-letter.ts'
import type { Outcome } from './outcome.ts'
import type { Clock, Letters, Store } from './ports.ts'
import { readAt } from './process-batch.ts'
import { settle } from './record.ts'
import { postOf, type QueueFor } from './replay.ts'

export type WouldBe =
  | { is: 'unknown' }
  | { is: 'unsendable'; letter: DeadLetter; why: string }
  | { is: 'would'; letter: DeadLetter; become: Exclude<Outcome, { is: 'failed' }> }

/** Who judged the text itself, and would judge the same text the same: the model before the store is looked at. */
const ofModel: readonly Rejection[] = ['no-tokens', 'bad-logits']
const ofStore: readonly Rejection[] = ['refused']

/**
 * What each letter would become if it alone were replayed now: read as the pipeline reads it, and settled against what
 * stands in the store. Nothing is written or sent. The model is not asked: a text that it could not label before is
 * taken to be rejected again, and any other to be one that it can.
 */
export const wouldBecome = async (
  { letters, store, queueFor, clock }: { letters: Letters; store: Store; queueFor: QueueFor; clock: Clock },
  keys: readonly string[],
): Promise<Map<string, WouldBe>> => {
  const found = await Promise.all([...new Set(keys)].map(key => letters.get(key)))
  const read = found.flatMap(letter =>
    letter
      ? { letter, read: readAt({ body: bytesOf(letter) }, clock.now()), post: postOf(letter, queueFor) }
      : [],
  )
  const standing = await store.read(
    read.flatMap(one => (one.read.is === 'message' ? one.read.message.key : [])),
  )
  const become = ({ letter, read }: { letter: DeadLetter; read: ReturnType<typeof readAt> }) => {
    if (read.is === 'rejected') return { is: 'rejected', reason: read.reason, detail: read.detail } as const
    const asBefore = { is: 'rejected', reason: letter.reason, detail: letter.detail } as const
    if (read.is === 'erasure') return isJudgedBy(ofStore, letter) ? asBefore : ({ is: 'erased' } as const)
    if (isJudgedBy(ofModel, letter)) return asBefore
    const stored = standing.get(read.message.key)
    const settled = settle(read.message, stored)
    if (settled && settled.is !== 'failed') return settled
    if (isJudgedBy(ofStore, letter)) return asBefore
    return { is: stored?.is === 'live' ? 'revised' : 'counted' } as const
  }
  return new Map(
    read.map(({ letter, post, ...one }): [string, WouldBe] => [
      letter.key,
      'why' in post
        ? { is: 'unsendable', letter, why: post.why }
        : { is: 'would', letter, become: become({ letter, ...one }) },
    ]),
  )
}

const isJudgedBy = (verdicts: readonly Rejection[], { reason, edits }: DeadLetter) =>
  edits === 0 && verdicts.includes(reason)
