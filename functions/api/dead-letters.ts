import type { DeadLetter } from '../../schemas/dead-letter.ts'
import { EVERY_ROOM } from '../../schemas/token.ts'
import { replayLetter } from '../pipeline/replay.ts'
import { covers, demand } from './access.ts'
import type { Handlers } from './call.ts'
import { cursorOf, readCursor } from './cursor.ts'
import type { QueryPorts } from './ports.ts'
import { Refusal, unavailable } from './problem.ts'
import type { Grant } from './token.ts'

export const letterHandlers = ({
  letters,
  queueFor,
  clock,
}: Pick<QueryPorts, 'letters' | 'queueFor' | 'clock'>): Handlers<
  'listLetters' | 'readLetter' | 'replayLetter'
> => {
  /** A letter of a room that the token is not for is as if there were none. */
  const find = async (grant: Grant, key: string): Promise<DeadLetter> => {
    demand(grant, 'moderate', grant.room)
    const letter = await letters.get(key)
    if (letter && covers(grant, letter.room)) return letter
    throw new Refusal(404, 'no dead letter that this token may see has that key')
  }

  return {
    listLetters: async ({ query: { cursor, ...query }, grant }) => {
      demand(grant, 'moderate', query.room ?? EVERY_ROOM)
      const page = await letters.list({
        ...query,
        ...(cursor === undefined ? {} : { cursor: readCursor(cursor) }),
      })
      return Response.json({
        letters: page.letters,
        ...(page.cursor === undefined ? {} : { cursor: cursorOf(page.cursor) }),
      })
    },

    readLetter: async ({ path: { key }, grant }) => Response.json(await find(grant, key)),

    replayLetter: async ({ path: { key }, grant }) => {
      await find(grant, key)
      const replay = await replayLetter({ letters, queueFor, clock }, key).catch(cause => {
        throw unavailable('the queue did not say that it has the message: replay the letter again', cause)
      })
      if (replay.is === 'unknown') throw new Refusal(404, 'the letter is gone')
      if (replay.is === 'unsendable') throw new Refusal(409, `the letter cannot be posted: ${replay.why}`)
      return Response.json(replay.letter, { status: 202 })
    },
  }
}
