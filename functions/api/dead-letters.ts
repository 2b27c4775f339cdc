import type { DeadLetter } from '../../schemas/dead-letter.ts'
import { EVERY_ROOM } from '../../schemas/token.ts'
import { replayLetter } from '../pipeline/replay.ts'
import { covers, demand } from './access.ts'
import type { Handlers } from './call.ts'
import { cursorOf, readCursor } from './cursor.ts'
import type { QueryPorts } from './ports.ts'
import { Refusal, unavailable } from './problem.ts'
import type { Grant } from './token.ts'

type Lists = { cursor?: string | undefined; room?: string | undefined }

export const letterHandlers = ({
  letters,
  queueFor,
  clock,
}: Pick<QueryPorts, 'letters' | 'queueFor' | 'clock'>): Handlers<
  'listLetters' | 'listLetterHeads' | 'readLetter' | 'replayLetter'
> => ({
  listLetters: async ({ query, grant }) => {
    const page = await letters.list(demanded(grant, query))
    return Response.json({ letters: page.letters, ...nextOf(page) })
  },

  listLetterHeads: async ({ query, grant }) => {
    const page = await letters.heads(demanded(grant, query))
    return Response.json({ heads: page.heads, ...nextOf(page) })
  },

  readLetter: async ({ path: { key }, grant }) => Response.json(await findLetter(letters, grant, key)),

  replayLetter: async ({ path: { key }, grant }) => {
    await findLetter(letters, grant, key)
    const replay = await replayLetter({ letters, queueFor, clock }, key).catch(unsent)
    if (replay.is === 'unknown') throw new Refusal(404, 'the letter is gone')
    if (replay.is === 'unsendable') throw new Refusal(409, `the letter cannot be posted: ${replay.why}`)
    return Response.json(replay.letter, { status: 202 })
  },
})

/** The query with its cursor read, where the grant covers what it asks for. */
const demanded = <Query extends Lists>(grant: Grant, { cursor, ...query }: Query) => {
  demand(grant, 'moderate', query.room ?? EVERY_ROOM)
  return { ...query, ...(cursor === undefined ? {} : { cursor: readCursor(cursor) }) }
}

const nextOf = ({ cursor }: Lists) => (cursor === undefined ? {} : { cursor: cursorOf(cursor) })

/** A letter of a room that the token is not for is as if there were none. */
export const findLetter = async (
  letters: QueryPorts['letters'],
  grant: Grant,
  key: string,
): Promise<DeadLetter> => {
  demand(grant, 'moderate', grant.room)
  const letter = await letters.get(key)
  if (letter && covers(grant, letter.room)) return letter
  throw new Refusal(404, 'no dead letter that this token may see has that key')
}

export const unsent = (cause: unknown): never => {
  throw unavailable('the queue did not say that it has the message: replay the letter again', cause)
}
