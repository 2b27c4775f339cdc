import { z } from 'zod'
import { DeadLetter, Rejection } from './dead-letter.ts'
import { Kind, Label } from './labelled.ts'
import { limits } from './limits.ts'
import { MessageEvent, PostedMessage, Room } from './message.ts'
import { MessageSort } from './message-view.ts'
import { Grain } from './mood.ts'

/** What the API takes: the bodies and the parameters of its routes. */

export const Posting = z
  .union([PostedMessage, z.array(PostedMessage).min(1).max(limits.messagesPerPost)])
  .describe('One message, or up to 100 of them: all are taken or none is')

export const EventBatch = z
  .array(MessageEvent)
  .min(1)
  .max(limits.messagesPerPost)
  .describe('Up to 100 CloudEvents: all are taken or none is')

export const AuditRequest = z
  .object({ repair: z.boolean().default(false).describe('Put right what is found; else only report it.') })
  .describe('What an audit may do')

/** The largest time that a Date holds, epoch milliseconds. https://tc39.es/ecma262/#sec-time-values-and-time-range */
const MAX_DATE_MS = 8.64e15

const Instant = z
  .union(
    [
      z
        .string()
        .regex(/^\d{1,16}$/)
        .transform(Number)
        .refine(timeMs => timeMs <= MAX_DATE_MS, 'no such time'),
      z.iso.datetime({ offset: true }).transform(time => Date.parse(time)),
    ],
    { error: 'is neither epoch milliseconds nor RFC 3339 with a zone' },
  )
  .describe('Epoch milliseconds, or RFC 3339 with a zone.')

export const MoodQuery = z.strictObject({
  grain: Grain.default('total').describe(
    'minute: over a day at most; hour: over 35 days at most; total: no windows, only the sum.',
  ),
  from: Instant.optional().describe(
    'Start of the span, inclusive. Minutes that start in the span are counted. None: an hour back for minute, a day back for hour, everything for total.',
  ),
  to: Instant.optional().describe('End of the span, exclusive. None: now.'),
})
export type MoodQuery = z.output<typeof MoodQuery>

const Limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(100)
  .default(20)
  .describe('At most so many. There may be fewer on a page and still a cursor.')
const Cursor = z.string().optional().describe('From the page before; nothing else is one.')

export const MessageQuery = z.strictObject({
  label: Label.optional(),
  kind: Kind.optional().describe('Questions or comments. A message whose model did not tell is neither.'),
  flagged: z
    .enum(['true', 'false'])
    .transform(flagged => flagged === 'true')
    .optional()
    .describe(
      'Whether it was flagged as offensive. A message whose model did not tell is in neither answer.',
    ),
  sort: MessageSort.default('newest').describe(
    'negative, positive: the strongest of the latest 1,000 messages of the last 24 hours, without a cursor.',
  ),
  limit: Limit,
  cursor: Cursor,
})
export type MessageQuery = z.output<typeof MessageQuery>

export const LetterQuery = z.strictObject({
  reason: Rejection.optional(),
  room: Room.optional(),
  state: DeadLetter.shape.state.optional(),
  limit: Limit,
  cursor: Cursor,
})
export type LetterQuery = z.output<typeof LetterQuery>
