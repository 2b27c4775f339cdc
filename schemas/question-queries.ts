import { z } from 'zod'
import { Text } from './message.ts'
import { Cursor, Instant, limitTo } from './requests.ts'

/** What questions may be asked about questions. */

const since = Instant.optional().describe(
  'Questions of that minute and of all after it. None: those of the last 24 hours, from a full hour on.',
)

export const QuestionListQuery = z.strictObject({ from: since, limit: limitTo(100), cursor: Cursor })
export type QuestionListQuery = z.output<typeof QuestionListQuery>

export const QuestionMembersQuery = z.strictObject({ from: since, limit: limitTo(100), cursor: Cursor })
export type QuestionMembersQuery = z.output<typeof QuestionMembersQuery>

export const SimilarQuery = z.strictObject({
  text: Text.describe('What somebody is about to ask.'),
  limit: limitTo(20),
})
export type SimilarQuery = z.output<typeof SimilarQuery>
