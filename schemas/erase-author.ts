import { z } from 'zod'
import { Author, Room, Source } from './message.ts'

/** Erasing all that one person wrote, a step at a time: what the API takes and answers. */

const whose = {
  author: Author,
  source: Source.optional().describe('Only of this source; none: whoever has that name anywhere.'),
  dryRun: z.boolean().default(false).describe('Only say how many there are: nothing is erased.'),
  cursor: z.string().optional().describe('From the answer before: goes on where that ended.'),
}

export const EraseAuthorRequest = z.object(whose).describe('Whose messages to erase')

export const EraseAuthorLettersRequest = z
  .object({ ...whose, room: Room.optional().describe('Only of this room.') })
  .describe('Whose dead letters to purge')

const more = z.string().optional().describe('Give it back to go on; none: all is done.')

export const EraseAuthorReport = z
  .object({
    looked: z.number().int().describe('Messages that were looked at.'),
    found: z.number().int().describe('Those by this author.'),
    erased: z.number().int().describe('Those that this erased.'),
    cursor: more,
  })
  .describe('How far the erasing of messages is')
export type EraseAuthorReport = z.infer<typeof EraseAuthorReport>

export const EraseAuthorLettersReport = z
  .object({
    looked: z.number().int().describe('Dead letters that were looked at.'),
    found: z.number().int().describe('Those that hold a message by this author.'),
    purged: z
      .number()
      .int()
      .describe('Those that this purged. Others were rejected again or edited meanwhile.'),
    unread: z
      .array(z.string())
      .describe(
        "Keys of those that hold the author's name and cannot be read: somebody has to look at them.",
      ),
    cursor: more,
  })
  .describe('How far the purging of dead letters is')
export type EraseAuthorLettersReport = z.infer<typeof EraseAuthorLettersReport>
