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

/**
 * The longest that a token may be made for, 31 days: a link in a page that is forgotten closes by itself. The horizon
 * of messages is not much longer.
 */
export const MAX_TOKEN_LIFE_MS = 31 * 86_400_000

/** The claims of a room token (a JWT, HS256). {"room":"all-hands","scope":"read post","exp":1763803600} */
export const TokenClaims = z.object({
  room: z.union([z.literal(EVERY_ROOM), Room]),
  scope: z.string().describe('Scopes with spaces between. Words that we do not know are passed over.'),
  exp: z.number().int().describe('Epoch seconds, as JWT has it (RFC 7519).'),
  iat: z.number().int().optional().describe('When it was made, epoch seconds.'),
})
export type TokenClaims = z.infer<typeof TokenClaims>
