import { z } from 'zod'

export const Label = z.enum(['negative', 'neutral', 'positive'])
export type Label = z.infer<typeof Label>
export const labels = Label.options

/** What the classifier says of one text. */
export const Labelled = z.object({
  label: Label,
  confidence: z.number().min(0).max(1).describe('Calibrated probability of the label.'),
  score: z.number().int().min(-1000).max(1000).describe('p(positive) - p(negative), in thousandths.'),
  sure: z.boolean().describe("Confidence at or over the model's threshold."),
})
export type Labelled = z.infer<typeof Labelled>
