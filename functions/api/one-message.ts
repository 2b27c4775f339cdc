import { type Identity, MessageId, Source } from '../../schemas/message.ts'
import { erase } from '../pipeline/erase.ts'
import { isMessageKey, messageKey } from '../pipeline/keys.ts'
import type { Handlers } from './call.ts'
import { viewOf } from './messages.ts'
import type { QueryPorts } from './ports.ts'
import { parseOr422, Refusal, unavailable, unprocessable } from './problem.ts'

/** How long an erasure may go on trying where the store is contended. */
const ERASE_WITHIN_MS = 5_000

type OnePorts = Pick<QueryPorts, 'store' | 'clock' | 'draw'>

/** One message, by its key or by its identity. */
export const oneMessageHandlers = (
  ports: OnePorts,
): Handlers<'readMessage' | 'eraseMessage' | 'eraseIdentity'> => ({
  readMessage: async ({ path }) => {
    const key = messageKey(identityOf(path))
    const stored = (await ports.store.read([key])).get(key)
    if (stored?.is === 'live') return Response.json(viewOf(stored))
    throw new Refusal(
      404,
      `there is no message ${JSON.stringify(path.id)} of ${JSON.stringify(path.source)} in ${JSON.stringify(path.room)}: it was erased, or has not been counted (yet)`,
    )
  },

  eraseMessage: async ({ path: { room, key } }) => {
    if (!isMessageKey(key))
      throw unprocessable([{ pointer: 'path/key', detail: 'is no key of a message: 40 hexadecimal digits' }])
    return eraseOne(ports, room, key)
  },

  eraseIdentity: async ({ path }) => eraseOne(ports, path.room, messageKey(identityOf(path))),
})

/** The room was read with the call. */
export const identityOf = ({ room, source, id }: Identity): Identity => ({
  room,
  source: parseOr422(Source, source, 'path/source'),
  id: parseOr422(MessageId, id, 'path/id'),
})

const eraseOne = async (ports: OnePorts, room: string, key: string): Promise<Response> => {
  const limits = { deadlineMs: ports.clock.now() + ERASE_WITHIN_MS }
  const erasure = await erase(ports, { room, key }, limits).catch(cause => {
    throw unavailable('the store did not say that the message is erased: erase it again', cause)
  })
  if (erasure === 'other-room') throw new Refusal(404, `no message of ${JSON.stringify(room)} has that key`)
  return new Response(null, { status: 204 })
}
