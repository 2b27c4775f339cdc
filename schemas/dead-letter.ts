import { z } from 'zod'

/** Why a message was not counted. None of these can succeed by trying again, but for `gave-up` and `too-new`. */
export const Rejection = z.enum([
  'too-large', // the body, in bytes
  'not-utf8',
  'not-json', // cut short, nested too deep, a key twice, two documents
  'bad-shape', // JSON, but not a message: the detail names the field
  'too-old', // posted before the horizon: its window is final
  'too-new', // posted in the future
  'conflict', // same identity and revision, other content
  'no-tokens', // nothing that the model can read
  'bad-logits', // the model answered with something that is no number
  'refused', // the store will not take it
  'gave-up', // tried as often as the queue allows
])
export type Rejection = z.infer<typeof Rejection>

/** Where a message came from, so that it can be posted there again. */
export const Origin = z.object({
  source: z.enum(['sqs', 'kafka', 'http']),
  /** The queue or topic. */
  name: z.string(),
  /** What the source called this delivery: an SQS message id, `topic-partition@offset`. For people, never for identity. */
  delivery: z.string(),
})
export type Origin = z.infer<typeof Origin>

/** parked: set aside by a person; it stays as it is, and is replayed only by its id. */
export const LetterState = z.enum(['open', 'replayed', 'parked'])
export type LetterState = z.infer<typeof LetterState>

/** A rejected or given-up message, kept whole. Times are epoch milliseconds. */
export const DeadLetter = z.object({
  key: z
    .string()
    .describe('Hash of where it came from and its bytes: the same message again is the same letter.'),
  reason: Rejection,
  detail: z.string().describe('What exactly, for people.'),
  body: z.string().describe('The bytes as they came, base64.'),
  room: z.string().optional().describe('The room, where the message could be read that far.'),
  origin: Origin,
  receives: z.number().int().describe('How often the queue had given it out.'),
  rejectedAt: z.number().int(),
  rejections: z.number().int().describe('How often it has been rejected in all.'),
  state: LetterState,
  replays: z.number().int(),
  replayedAt: z.number().int().optional(),
  edits: z.number().int().describe('How often it has been edited.'),
  editedAt: z.number().int().optional(),
  edited: z
    .string()
    .optional()
    .describe('The bytes as they were last edited, base64: what a replay posts, in place of the body.'),
})
export type DeadLetter = z.infer<typeof DeadLetter>

/** A letter without its bytes, for looking at many. */
export const LetterHead = DeadLetter.omit({ body: true, edited: true })
export type LetterHead = z.infer<typeof LetterHead>

/** A letter as somebody saw it. Who acts on it means this one: not one that was rejected again or edited since. */
export const SeenLetter = DeadLetter.pick({ key: true, rejections: true, edits: true })
export type SeenLetter = z.infer<typeof SeenLetter>
