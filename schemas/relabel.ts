import { z } from 'zod'
import { Label, Labelled } from './labelled.ts'
import { limits } from './limits.ts'
import { MessageView } from './message-view.ts'

/** As loading a model's folder names it: 'sentiment@f1f95cc', the folder and the start of the network's sha256. */
export const ModelName = z
  .string()
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,120}@[0-9a-f]{7}$/u, {
    error: 'is no name of a model, such as "sentiment@f1f95cc": the folder, then the start of the sha256',
  })
  .describe('Name and version of the model that says it.')

/** The three go together: the stores hold a message to it. */
const isTold = ({ offensive, flagged }: { offensive?: unknown; flagged?: unknown }) =>
  (offensive === undefined) === (flagged === undefined)

/** The label is the likeliest of the three, so the score, p(positive) - p(negative), cannot lean the other way. */
const leansRight = ({ label, score }: { label: Label; score: number }) =>
  label === 'neutral' || score === 0 || score > 0 === (label === 'positive')

/** 392 bytes: format 1, seven of who made it, 384 int8 of which some are not 0 (functions/questions/vector.ts). */
const isVector = (base64: string) => {
  const bytes = atob(base64)
  return bytes.charCodeAt(0) === 1 && /[^\0]/.test(bytes.slice(8))
}

const PackedVector = z
  .string()
  .regex(/^[A-Za-z0-9+/]{523}=$/, { error: 'is no vector: the 392 bytes of one, in base64', abort: true })
  .refine(isVector, 'is no vector of format 1 that points anywhere: leave it out where none can be made')
  .describe('Of a question: its vector, 392 bytes in base64. None: the one that it has stays.')

const hasPlace = ({ kind, vector }: { kind?: unknown; vector?: unknown }) =>
  vector === undefined || kind === 'question'

export const NewLabel = z
  .strictObject({
    key: z.string().regex(/^[0-9a-f]{40}$/, { error: 'is no key of a message: 40 hexadecimal digits' }),
    version: z.number().int().min(1).describe('Of the message whose text was labelled: from its view.'),
    label: Label,
    confidence: Labelled.shape.confidence,
    score: z.number().min(-1).max(1).describe('p(positive) - p(negative), three decimals.'),
    sure: Labelled.shape.sure,
    kind: Labelled.shape.kind,
    offensive: Labelled.shape.offensive,
    flagged: Labelled.shape.flagged,
    vector: PackedVector.optional(),
  })
  .refine(isTold, { path: ['flagged'], error: 'goes with offensive: give both or neither' })
  .refine(leansRight, { path: ['score'], error: 'leans against the label: it is p(positive) - p(negative)' })
  .refine(hasPlace, { path: ['vector'], error: 'goes with the kind question: of others none is kept' })
export type NewLabel = z.infer<typeof NewLabel>

const isOnce = ({ labels }: { labels: readonly { key: string }[] }) =>
  new Set(labels.map(({ key }) => key)).size === labels.length

export const RelabelRequest = z
  .strictObject({
    model: ModelName,
    labels: z.array(NewLabel).min(1).max(limits.messagesPerPost),
  })
  .refine(isOnce, { path: ['labels'], error: 'hold one key twice' })
  .describe('What another model says of up to 100 messages')
export type RelabelRequest = z.infer<typeof RelabelRequest>

export const RelabelReport = z
  .object({
    labels: z.array(
      z.object({
        key: z.string(),
        is: z.enum([
          'relabelled',
          'encoded', // that model has labelled it already: only its vector is new
          'same', // that model has labelled it already
          'changed', // edited or relabelled since it was read: `message` is what stands now
          'gone', // erased or expired, or never in this room
          'no-text', // labels only are kept
          'refused', // the store will not take it: `why`
          'busy', // others wrote the same all the time: post it again
        ]),
        message: MessageView.optional().describe('What stands now, where it has changed: label it anew.'),
        why: z.string().optional(),
      }),
    ),
  })
  .describe('What became of each label, in the order given')
export type RelabelReport = z.infer<typeof RelabelReport>
