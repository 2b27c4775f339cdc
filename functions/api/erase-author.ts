import {
  type EraseAuthorLettersReport,
  EraseAuthorLettersRequest,
  type EraseAuthorReport,
  EraseAuthorRequest,
} from '../../schemas/erase-author.ts'
import { EVERY_ROOM } from '../../schemas/token.ts'
import { eraseAuthor } from '../pipeline/erase-author.ts'
import { eraseAuthorLetters } from '../pipeline/erase-author-letters.ts'
import { demand } from './access.ts'
import { readBody } from './body.ts'
import type { Handlers } from './call.ts'
import { cursorOf, readCursor } from './cursor.ts'
import type { QueryPorts } from './ports.ts'
import { parseOr422, unavailable } from './problem.ts'

/** How long one step may look, and take in all. An HTTP API of AWS waits for 30 s. */
const LOOK_WITHIN_MS = 5_000
const STEP_WITHIN_MS = 20_000

/** Erasing an author, a step a request: whoever asks goes on with the cursor. */
export const authorHandlers = (
  ports: Pick<QueryPorts, 'store' | 'letters' | 'clock' | 'draw'>,
): Handlers<'eraseAuthor' | 'eraseAuthorLetters'> => {
  const times = () => ({
    lookUntilMs: ports.clock.now() + LOOK_WITHIN_MS,
    deadlineMs: ports.clock.now() + STEP_WITHIN_MS,
  })
  return {
    eraseAuthor: async ({ path: { room }, request }) => {
      const { value } = await readBody(request, ['application/json'])
      const { dryRun, cursor, ...whose } = parseOr422(EraseAuthorRequest, value, '')
      const step = { dryRun, cursor: read(cursor), ...times() }
      const done = await eraseAuthor(ports, room, whose, step).catch(unfinished)
      return Response.json({ ...done, cursor: shown(done.cursor) } satisfies EraseAuthorReport)
    },

    eraseAuthorLetters: async ({ request, grant }) => {
      demand(grant, 'moderate', grant.room)
      const { value } = await readBody(request, ['application/json'])
      const asked = parseOr422(EraseAuthorLettersRequest, value, '')
      const { dryRun, cursor, room, ...whose } = asked
      demand(grant, 'moderate', room ?? EVERY_ROOM)
      const step = { dryRun, room, cursor: read(cursor), ...times() }
      const done = await eraseAuthorLetters(ports, whose, step).catch(unfinished)
      return Response.json({ ...done, cursor: shown(done.cursor) } satisfies EraseAuthorLettersReport)
    },
  }
}

const read = (cursor: string | undefined) => (cursor === undefined ? undefined : readCursor(cursor))
const shown = (cursor: string | undefined) => (cursor === undefined ? undefined : cursorOf(cursor))

const unfinished = (cause: unknown): never => {
  throw unavailable('the store did not say that all of this step is erased: ask the same again', cause)
}
