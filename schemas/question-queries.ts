import { z } from 'zod'
import { limits } from './limits.ts'
import { Cursor, Instant, limitTo } from './requests.ts'

/** What questions may be asked about questions. */

const since = Instant.optional().describe('Questions posted then or later. None: those of the last 24 hours.')

export const QuestionListQuery = z.strictObject({ from: since, limit: limitTo(100), cursor: Cursor })
export type QuestionListQuery = z.output<typeof QuestionListQuery>

export const QuestionMembersQuery = z.strictObject({ from: since, limit: limitTo(100), cursor: Cursor })
export type QuestionMembersQuery = z.output<typeof QuestionMembersQuery>

export const SimilarQuery = z.strictObject({
  text: z.string().min(1).max(limits.textCharacters).describe('What somebody is about to ask.'),
  from: since,
  limit: limitTo(20),
})
export type SimilarQuery = z.output<typeof SimilarQuery>
