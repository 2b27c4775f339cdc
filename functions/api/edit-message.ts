import { MessageEdit } from '../../schemas/message.ts'
import { readBody } from './body.ts'
import type { Handlers } from './call.ts'
import { identityOf } from './one-message.ts'
import type { IngestPorts } from './ports.ts'
import { acceptedOf, sendAll } from './post-messages.ts'
import { parseOr422, unprocessable } from './problem.ts'
import { ifTimely } from './read-post.ts'

/** An edit goes the way of every message: over the queue, so that it is classified and counted once. */
export const editHandlers = ({
  queue,
  clock,
}: Pick<IngestPorts, 'queue' | 'clock'>): Handlers<'editMessage'> => ({
  editMessage: async ({ path, request }) => {
    const identity = identityOf(path)
    const nowMs = clock.now()
    const { value } = await readBody(request, ['application/json'])
    const { postedAt = nowMs, ...rest } = parseOr422(MessageEdit, value, '')
    const read = ifTimely({ ...identity, postedAt, ...rest }, nowMs, '/postedAt')
    if (read.is === 'faulty') throw unprocessable(read.faults)
    await sendAll(queue, [read], nowMs)
    return Response.json(acceptedOf([read]), { status: 202 })
  },
})
