import { z } from 'zod'
import { Room } from './message.ts'

/** What a token lets its holder do. None implies another. */
export const Scope = z
  .enum(['read', 'post', 'moderate'])
  .describe(
    'read: counts. post: post and edit messages. moderate: texts and dead letters, erasing, auditing.',
  )
export type Scope = z.infer<typeof Scope>

/** The room of a token that opens every room, and what belongs to none. */
export const EVERY_ROOM = '*'

/** The claims of a room token (a JWT, HS256). {"room":"all-hands","scope":"read post","exp":1763803600} */
export const TokenClaims = z.object({
  room: z.union([z.literal(EVERY_ROOM), Room]),
  scope: z.string().describe('Scopes with spaces between. Words that we do not know are passed over.'),
  exp: z.number().int().describe('Epoch seconds, as JWT has it (RFC 7519).'),
})
export type TokenClaims = z.infer<typeof TokenClaims>
