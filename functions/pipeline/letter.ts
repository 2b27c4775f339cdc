import type { Delivery } from '../../events/delivery.ts'
import type { DeadLetter, Origin, Rejection } from '../../schemas/dead-letter.ts'
import { letterKey } from './keys.ts'

/** 'sqs:posted' */
export const originName = ({ source, name }: Origin): string => `${source}:${name}`

/** A delivery that was rejected, as the letter to keep. */
export const letterOf = (
  { body, origin, receives }: Delivery,
  why: { reason: Rejection; detail: string; room?: string | undefined },
  nowMs: number,
): DeadLetter => ({
  key: letterKey(originName(origin), body),
  reason: why.reason,
  detail: why.detail.toWellFormed(), // it may quote half of a surrogate pair, which no store keeps
  body: Buffer.from(body).toString('base64'),
  ...(why.room === undefined ? {} : { room: why.room }),
  origin,
  receives,
  rejectedAt: nowMs,
  rejections: 1,
  state: 'open',
  replays: 0,
  edits: 0,
})
