import { z } from 'zod'
import { DeadLetter, LetterHead, Rejection } from './dead-letter.ts'
import { Tally } from './mood.ts'

/** What the API answers, where it is not a thing of its own elsewhere in schemas/. */

export const RoomList = z
  .object({ rooms: z.array(z.string()) })
  .describe('Every room that ever had a message, sorted')
export type RoomList = z.infer<typeof RoomList>

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
    rest: z
      .object({
        before: z
          .number()
          .int()
          .describe('Minutes that start before this time are left, epoch milliseconds.'),
        inDoubt: z.boolean().describe('Some minutes of what is done are unsettled.'),
      })
      .optional()
      .describe('Give it back to go on; none: the room is done, and its total was compared.'),
  })
  .describe(
    'Where the counts of a room are not what its messages add up to, as far as it got in a few seconds',
  )

export const Health = z
  .object({
    ok: z.literal(true),
    version: z.string(),
    model: z.string().optional().describe('Name and version of the model that labels.'),
    uptimeMs: z.number().int(),
  })
  .describe('The server is up')
export type Health = z.infer<typeof Health>

export const LetterHeadList = z
  .object({
    heads: z.array(LetterHead),
    cursor: z.string().optional().describe('Give it back to continue; none: there is no more.'),
  })
  .describe('Dead letters without their bytes, newest first')
export type LetterHeadList = z.infer<typeof LetterHeadList>

export const LetterKeyList = z
  .object({ keys: z.array(z.string()) })
  .describe('Those of the letters of the request with which it was done')
export type LetterKeyList = z.infer<typeof LetterKeyList>

export const ReplayReport = z
  .object({
    letters: z.array(
      z.object({
        key: z.string(),
        is: z
          .enum([
            'replayed', // on its queue again
            'unknown', // there is none that this token may see
            'unsendable', // its queue is not known here, or cannot carry it
            'counted', // this and all below: in a dry run, what it would become
            'revised',
            'duplicate',
            'erased',
            'rejected',
          ])
          .describe('From counted on: what it would become, in a dry run.'),
        reason: Rejection.optional(),
        why: z.string().optional(),
      }),
    ),
  })
  .describe('What became, or would become, of each letter')
export type ReplayReport = z.infer<typeof ReplayReport>
