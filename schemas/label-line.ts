import { z } from 'zod'
import { Label, Labelled } from './labelled.ts'

const Probability = z.number().min(0).max(1)

/** One line of what `roomtone label` prints: NDJSON, a line for each text, in order. */
export const LabelLine = z
  .object({
    text: z.string(),
    label: Label,
    confidence: Probability.describe('Calibrated probability of the label.'),
    score: z.number().min(-1).max(1).describe('p(positive) - p(negative), three decimals.'),
    sure: z.boolean().describe("Confidence at or over the model's threshold."),
    kind: Labelled.shape.kind,
    offensive: Labelled.shape.offensive,
    flagged: Labelled.shape.flagged,
    probabilities: z.object({ negative: Probability, neutral: Probability, positive: Probability }),
  })
  .describe('A labelled text')
export type LabelLine = z.infer<typeof LabelLine>
