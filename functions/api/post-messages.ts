import { type GoodMessage, identityOf, writeErasure, writeMessage } from '../../events/message.ts'
import { limits } from '../../schemas/limits.ts'
import type { Accepted } from '../../schemas/message-view.ts'
import { messageKey } from '../pipeline/keys.ts'
import { demand } from './access.ts'
import { type Body, readBody, tooLarge } from './body.ts'
import type { Handlers } from './call.ts'
import type { IngestPorts } from './ports.ts'
import { unavailable, unprocessable } from './problem.ts'
import { type ReadPost, readEvent, readPosted, type Stamps } from './read-post.ts'

/** Media type -> whether it holds a list, and how one message of it is read. */
const forms: Record<
  string,
  { list: 'never' | 'may' | 'must'; read: (value: unknown, stamps: Stamps) => ReadPost }
> = {
  'application/json': { list: 'may', read: readPosted },
  'application/cloudevents+json': { list: 'never', read: readEvent },
  'application/cloudevents-batch+json': { list: 'must', read: readEvent },
}

/** All messages of a POST go to the queue in one sending, or none does. Who erases has to be allowed to. */
export const postHandlers = ({
  queue,
  clock,
  makeId,
}: Pick<IngestPorts, 'queue' | 'clock' | 'makeId'>): Handlers<'postMessages'> => ({
  postMessages: async ({ path: { room }, request, grant }) => {
    const body = await readBody(request, Object.keys(forms))
    const nowMs = clock.now()
    const posted = readAll(body, { room, nowMs, makeId })
    if (posted.some(({ is }) => is === 'erasure')) demand(grant, 'moderate', room)
    await sendAll(queue, posted, nowMs)
    return Response.json(acceptedOf(posted), { status: 202 })
  },
})

export const sendAll = (
  queue: IngestPorts['queue'],
  posted: readonly GoodMessage[],
  nowMs: number,
): Promise<void> => {
  const bodies = posted.map(one =>
    one.is === 'message' ? writeMessage(one.message) : writeErasure(one.identity, nowMs),
  )
  return queue.send(bodies).catch(cause => {
    throw unavailable(
      'the queue did not say that it has them: post the same again, with ids of your own so that nothing counts twice',
      cause,
    )
  })
}

const readAll = (body: Body, stamps: Stamps): GoodMessage[] => {
  const form = forms[body.type]!
  const values = valuesOf(body, form.list)
  const reads = values.map(value => form.read(value, stamps))
  const faults = reads.flatMap((read, at) =>
    read.is === 'faulty'
      ? read.faults.map(({ pointer, detail }) => ({
          pointer: Array.isArray(body.value) ? `/${at}${pointer}` : pointer,
          detail,
        }))
      : [],
  )
  if (faults.length > 0) throw unprocessable(faults)
  return reads.filter(read => read.is !== 'faulty')
}

/** The messages of a body, unread. Its size is held to that of as many messages on the queue. */
const valuesOf = ({ value, bytes, type }: Body, list: 'never' | 'may' | 'must'): unknown[] => {
  const wrong = (detail: string) => unprocessable([{ pointer: '', detail }])
  if (typeof value === 'string') throw wrong('is a string, not a message: it seems to be encoded twice')
  if (Array.isArray(value) && list === 'never') throw wrong(`is a list: ${type} is for one message`)
  if (!Array.isArray(value) && list === 'must') throw wrong(`is no list: ${type} is for a list of messages`)
  const values = Array.isArray(value) ? value : [value]
  if (values.length === 0 || values.length > limits.messagesPerPost)
    throw wrong(`holds ${values.length} messages: one POST takes 1 to ${limits.messagesPerPost}`)
  if (bytes > values.length * limits.bodyBytes)
    throw tooLarge(`${bytes} bytes for ${values.length} message(s)`)
  return values
}

export const acceptedOf = (posted: readonly GoodMessage[]): Accepted => ({
  messages: posted.map(one => {
    const { room, source, id } = identityOf(one)
    const key = messageKey({ room, source, id })
    return one.is === 'message'
      ? { key, source, id, postedAt: one.message.postedAt }
      : { key, source, id, erased: true }
  }),
})
