import { z } from 'zod'
import { DeadLetter } from './dead-letter.ts'
import { Tally } from './mood.ts'

/** What the API answers, where it is not a thing of its own elsewhere in schemas/. */

export const RoomList = z
  .object({ rooms: z.array(z.string()) })
  .describe('Every room that ever had a message, sorted')

export const DeadLetterList = z
  .object({
    letters: z.array(DeadLetter),
    cursor: z.string().optional().describe('Give it back to continue; none: there is no more.'),
  })
  .describe('Dead letters, newest first')

const Window = z
  .union([z.literal('total'), z.number().int()])
  .describe("The room's whole life, or a minute, as whole minutes since the epoch.")

export const AuditReport = z
  .object({
    room: z.string(),
    messages: z.number().int().describe('Stored messages that were compared.'),
    minutes: z.number().int().describe('Minutes that were compared.'),
    drift: z.array(
      z.object({
        window: Window,
        counted: Tally,
        actual: Tally.describe('What the messages (for the total: the minutes) add up to.'),
        repaired: z.boolean(),
      }),
    ),
    unsettled: z
      .array(Window)
      .describe('Kept changing while it was looked at: audit again when it is quieter.'),
  })
  .describe('Where the counts of a room are not what its messages add up to')

export const Health = z
  .object({
    ok: z.literal(true),
    version: z.string(),
    model: z.string().optional().describe('Name and version of the model that labels.'),
    uptimeMs: z.number().int(),
  })
  .describe('The server is up')
export type Health = z.infer<typeof Health>
