import { z } from 'zod'

export const Label = z.enum(['negative', 'neutral', 'positive'])
export type Label = z.infer<typeof Label>
export const labels = Label.options

export const Kind = z.enum(['question', 'comment'])
export type Kind = z.infer<typeof Kind>

/** What the classifier says of one text. The last three are absent where the model does not tell. */
export const Labelled = z.object({
  label: Label,
  confidence: z.number().min(0).max(1).describe('Calibrated probability of the label.'),
  score: z.number().int().min(-1000).max(1000).describe('p(positive) - p(negative), in thousandths.'),
  sure: z.boolean().describe("Confidence at or over the model's threshold."),
  kind: Kind.optional(),
  offensive: z.number().min(0).max(1).optional().describe('Calibrated probability that it is offensive.'),
  flagged: z.boolean().optional().describe("Offensive at or over the model's threshold."),
})
export type Labelled = z.infer<typeof Labelled>
