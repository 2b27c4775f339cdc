import { z } from 'zod'
import { DeadLetter, LetterState, Rejection, SeenLetter } from './dead-letter.ts'
import { Kind, Label } from './labelled.ts'
import { limits } from './limits.ts'
import { PostedErasure, PostedMessage, Room } from './message.ts'
import { MessageEvent } from './message-event.ts'
import { MessageSort } from './message-view.ts'
import { Grain } from './mood.ts'

/** What the API takes: the bodies and the parameters of its routes. */

const PostedOne = z.union([PostedMessage, PostedErasure])

export const Posting = z
  .union([PostedOne, z.array(PostedOne).min(1).max(limits.messagesPerPost)])
  .describe('One message, to count or to erase, or up to 100 of them: all are taken or none is')

export const EventBatch = z
  .array(MessageEvent)
  .min(1)
  .max(limits.messagesPerPost)
  .describe('Up to 100 CloudEvents: all are taken or none is')

/** The largest time that a Date holds, epoch milliseconds. https://tc39.es/ecma262/#sec-time-values-and-time-range */
const MAX_DATE_MS = 8.64e15

export const AuditRequest = z
  .object({
    repair: z.boolean().default(false).describe('Put right what is found; else only report it.'),
    rest: z
      .object({ before: z.number().int().min(0).max(MAX_DATE_MS), inDoubt: z.boolean() })
      .optional()
      .describe('What the last report left: the audit goes on there. None: it begins.'),
  })
  .describe('What an audit may do')

export const Instant = z
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

export const limitTo = (most: number) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .max(most)
    .default(20)
    .describe('At most so many. There may be fewer on a page and still a cursor.')
const Limit = limitTo(100)
export const Cursor = z.string().optional().describe('From the page before; nothing else is one.')

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

const letterFilter = {
  reason: Rejection.optional(),
  room: Room.optional(),
  state: LetterState.optional(),
  from: Instant.optional().describe('Rejected then or later.'),
  to: Instant.optional().describe('Rejected before then.'),
  prefix: z
    .string()
    .regex(/^[0-9a-f]{1,40}$/)
    .optional()
    .describe('How the key begins.'),
}

export const LetterQuery = z.strictObject({ ...letterFilter, limit: Limit, cursor: Cursor })
export type LetterQuery = z.output<typeof LetterQuery>

export const HeadQuery = z.strictObject({ ...letterFilter, limit: limitTo(1_000), cursor: Cursor })
export type HeadQuery = z.output<typeof HeadQuery>

/** Letters in one request. */
const MAX_LETTERS = 100

const LetterKeys = z.array(z.string()).min(1).max(MAX_LETTERS)

export const ReplayRequest = z
  .object({
    keys: LetterKeys,
    dryRun: z.boolean().default(false).describe('Only say what each would become: nothing is posted.'),
  })
  .describe('Which letters to post again')

export const ParkRequest = z
  .object({ keys: LetterKeys, open: z.boolean().default(false).describe('Open parked ones again.') })
  .describe('Which letters to set aside')

export const PurgeRequest = z
  .object({ letters: z.array(SeenLetter).min(1).max(MAX_LETTERS) })
  .describe('Which letters to forget, as they were seen')

export const EditRequest = SeenLetter.omit({ key: true })
  .extend({
    body: z
      .string()
      .regex(/^[A-Za-z0-9+/]*={0,2}$/)
      .describe('What is to be posted instead, base64.'),
  })
  .describe('What a letter is edited to, and how it was seen')

export const ImportRequest = z
  .object({ letters: z.array(DeadLetter).min(1).max(MAX_LETTERS) })
  .describe('Letters as they were exported')
