import { z } from 'zod'

/** What is counted of a set of messages. */
export const Tally = z.object({
  n: z.number().int().describe('Messages; the sum of the three labels.'),
  negative: z.number().int(),
  neutral: z.number().int(),
  positive: z.number().int(),
  unsure: z.number().int().describe("Messages whose label is below the model's threshold."),
  questions: z.number().int().describe('Messages that are questions, as far as the model told.'),
  flagged: z.number().int().describe('Messages flagged as offensive, as far as the model told.'),
  score: z.number().int().describe('Sum of scores, in thousandths.'),
  models: z
    .record(z.string(), z.number().int())
    .describe('Messages by the model that counted them. Less than n: of the rest it is not known.'),
})
export type Tally = z.infer<typeof Tally>

export const Grain = z.enum(['minute', 'hour', 'total'])
export type Grain = z.infer<typeof Grain>

/** A tally as the world sees it: the score is the mean, from -1 to 1; null where nothing is counted. */
export const Counts = Tally.omit({ models: true }).extend({
  score: z.number().min(-1).max(1).nullable().describe('Mean of p(positive) - p(negative), three decimals.'),
})
export type Counts = z.infer<typeof Counts>

/** Messages that no model is known to have counted: they were counted before this was kept, and have expired since. */
export const unknownIn = ({ n, models }: Pick<Tally, 'n' | 'models'>): number =>
  Math.max(
    0,
    Object.values(models).reduce((left, one) => left - one, n),
  )

/** The counts of a room over a span of time. Times are epoch milliseconds. */
export const Mood = Counts.extend({
  room: z.string(),
  grain: Grain,
  from: z
    .number()
    .int()
    .optional()
    .describe('Start of the span, inclusive; none: from the first message on.'),
  to: z.number().int().optional().describe('End of the span, exclusive; none: up to the last message.'),
  models: Tally.shape.models,
  countedAt: z.number().int().optional().describe('When a count last changed; none: nothing counted yet.'),
  windows: z
    .array(Counts.extend({ start: z.number().int() }))
    .describe('One per minute or hour that has messages, oldest first; empty for total.'),
})
export type Mood = z.infer<typeof Mood>
