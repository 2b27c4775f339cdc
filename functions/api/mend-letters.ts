import type { z } from 'zod'
import { namedByPlace } from '../../events/kafka-place.ts'
import { identityOf, readMessage } from '../../events/message.ts'
import type { ReplayReport } from '../../schemas/answers.ts'
import {
  EditRequest,
  ImportRequest,
  ParkRequest,
  PurgeRequest,
  ReplayRequest,
} from '../../schemas/requests.ts'
import { EVERY_ROOM } from '../../schemas/token.ts'
import { editLetter } from '../pipeline/edit-letter.ts'
import { faultInLetter } from '../pipeline/import-letters.ts'
import { replayLetters } from '../pipeline/replay.ts'
import { type WouldBe, wouldBecome } from '../pipeline/would-become.ts'
import { covers, demand } from './access.ts'
import { readBody } from './body.ts'
import type { Handlers } from './call.ts'
import { findLetter, unsent } from './dead-letters.ts'
import type { QueryPorts } from './ports.ts'
import { parseOr422, Refusal, unprocessable } from './problem.ts'
import type { Grant } from './token.ts'

/** What changes dead letters: many at a time, or one that is edited. */
export const mendHandlers = (
  ports: Pick<QueryPorts, 'letters' | 'store' | 'queueFor' | 'clock'>,
): Handlers<'replayLetters' | 'parkLetters' | 'purgeLetters' | 'importLetters' | 'editLetter'> => {
  const { letters } = ports
  const visible = (grant: Grant, keys: readonly string[]) => visibleTo(letters, grant, keys)
  return {
    replayLetters: async ({ request, grant }) => {
      const { keys, dryRun } = await allowedBody(grant, request, ReplayRequest)
      const seen = await visible(grant, keys)
      const became: Map<string, Became> = dryRun
        ? await wouldBecome(ports, seen)
        : await replayLetters(ports, seen).catch(unsent)
      return Response.json({ letters: [...new Set(keys)].map(key => lineOf(key, became.get(key))) })
    },

    parkLetters: async ({ request, grant }) => {
      const { keys, open } = await allowedBody(grant, request, ParkRequest)
      return Response.json({
        keys: await letters.park(await visible(grant, keys), open ? 'parked' : 'open'),
      })
    },

    purgeLetters: async ({ request, grant }) => {
      const { letters: seen } = await allowedBody(grant, request, PurgeRequest)
      const keys = new Set(
        await visible(
          grant,
          seen.map(({ key }) => key),
        ),
      )
      return Response.json({ keys: await letters.purge(seen.filter(({ key }) => keys.has(key))) })
    },

    importLetters: async ({ request, grant }) => {
      const { letters: given } = await allowedBody(grant, request, ImportRequest)
      const faults = given.flatMap((letter, at) => {
        const detail = faultInLetter(letter)
        return detail === undefined ? [] : { pointer: `/letters/${at}`, detail }
      })
      if (faults.length > 0) throw unprocessable(faults)
      return Response.json({ keys: await letters.restore(given) })
    },

    editLetter: async ({ path: { key }, request, grant }) => {
      const { origin } = await findLetter(letters, grant, key)
      const { body, ...seen } = await allowedBody(grant, request, EditRequest)
      const bytes = namedByPlace(Buffer.from(body, 'base64'), origin)
      const read = readMessage(bytes)
      if (read.is !== 'rejected') demand(grant, 'moderate', identityOf(read).room)
      const edit = await editLetter(ports, { key, ...seen }, bytes)
      if (edit.is === 'unknown') throw new Refusal(404, 'the letter is gone')
      if (edit.is === 'changed')
        throw new Refusal(
          409,
          'the letter was rejected again, or edited, since you read it: look at it again',
        )
      if (edit.is === 'refused') throw unprocessable([{ pointer: '/body', detail: edit.why }])
      return Response.json(edit.letter)
    },
  }
}

/** The body, which nobody is told about who may not moderate. */
const allowedBody = async <T>(grant: Grant, request: Request, schema: z.ZodType<T>): Promise<T> => {
  demand(grant, 'moderate', grant.room)
  return parseOr422(schema, (await readBody(request, ['application/json'])).value, '')
}

/** Those that the token may see. A letter of another room is as if there were none. */
const visibleTo = async (
  letters: QueryPorts['letters'],
  grant: Grant,
  keys: readonly string[],
): Promise<string[]> => {
  if (grant.room === EVERY_ROOM) return [...keys]
  const found = await Promise.all([...new Set(keys)].map(key => letters.get(key)))
  return found.flatMap(letter => (letter && covers(grant, letter.room) ? letter.key : []))
}

type Became = WouldBe | { is: 'replayed' }

const lineOf = (key: string, became: Became = { is: 'unknown' }): ReplayReport['letters'][number] => {
  if (became.is === 'unsendable') return { key, is: became.is, why: became.why }
  if (became.is !== 'would') return { key, is: became.is }
  const { become } = became
  return become.is === 'rejected'
    ? { key, is: become.is, reason: become.reason, why: become.detail }
    : { key, is: become.is }
}
