import { z } from 'zod'
import { Label, Labelled } from './labelled.ts'

/** A stored message as the API shows it. Times are epoch milliseconds. */
export const MessageView = z.object({
  key: z.string().describe('Hash of room, source and id: names the message in paths.'),
  source: z.string(),
  id: z.string(),
  revision: z.number().int(),
  text: z.string().optional().describe('Absent where the stack keeps labels only.'),
  author: z.string().optional(),
  postedAt: z.number().int(),
  label: Label,
  confidence: z.number().min(0).max(1),
  score: z.number().min(-1).max(1).describe('p(positive) - p(negative), three decimals.'),
  sure: z.boolean(),
  kind: Labelled.shape.kind,
  offensive: Labelled.shape.offensive,
  flagged: Labelled.shape.flagged,
  model: z.string().describe('Name and version of the model that labelled it.'),
  encoder: z
    .string()
    .optional()
    .describe(
      'Which encoder made the vector of a question: the first 7 bytes of the SHA-256 of its name, in hex. Absent where it has none.',
    ),
  version: z.number().int().describe('Rises with every change.'),
})
export type MessageView = z.infer<typeof MessageView>

export const MessageList = z.object({
  messages: z.array(MessageView),
  cursor: z.string().optional().describe('Give it back to continue; none: there is no more.'),
})
export type MessageList = z.infer<typeof MessageList>

/** What `newest` pages through, and what the other two sort: the latest messages, most negative or positive first. */
export const MessageSort = z.enum(['newest', 'negative', 'positive'])
export type MessageSort = z.infer<typeof MessageSort>

/** The answer to a POST: what was put on the queue, in the order given. */
export const Accepted = z.object({
  messages: z.array(
    z.object({
      key: z.string(),
      source: z.string(),
      id: z.string(),
      postedAt: z.number().int().optional().describe('Of a message.'),
      erased: z.literal(true).optional().describe('Of an erasure.'),
    }),
  ),
})
export type Accepted = z.infer<typeof Accepted>
