import { z } from 'zod'
import { Label } from './labelled.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 has 64 hex digits')

/** How well it did on one labelled set, in per cent; `ece` is the expected calibration error, 0 to 1. */
const Figures = z.object({
  n: z.number().int(),
  macroRecall: z.number(),
  macroF1: z.number(),
  accuracy: z.number(),
  ece: z.number(),
})

/** What model.json says of the model.onnx and vocab.txt beside it. */
export const ModelCard = z.object({
  labels: z
    .array(Label)
    .length(Label.options.length)
    .refine(labels => new Set(labels).size === labels.length, 'a label stands twice')
    .describe('What the logits stand for, in their order.'),
  inputs: z.strictObject({ input_ids: z.string(), attention_mask: z.string() }),
  output: z.string(),
  maxTokens: z.number().int().min(3).describe('Tokens read of one text, the two special ones included.'),
  temperature: z.number().positive().describe('Logits are divided by it before the softmax: calibration.'),
  sureThreshold: z.number().min(0).max(1).describe('From this confidence on, a label is sure.'),
  vocabularySize: z.number().int().positive(),
  sha256: z.object({ 'model.onnx': Sha256, 'vocab.txt': Sha256 }),
  development: Figures.optional(),
  test: Figures.optional(),
})
export type ModelCard = z.infer<typeof ModelCard>
