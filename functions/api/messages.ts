import { HORIZON_MS, MAX_AHEAD_MS, MEMORY_MARGIN_MS } from '../../schemas/limits.ts'
import type { MessageList, MessageView } from '../../schemas/message-view.ts'
import type { LiveMessage } from '../pipeline/ports.ts'
import { encoderOf } from '../questions/vector.ts'
import type { Handlers } from './call.ts'
import { cursorOf, readCursor } from './cursor.ts'
import { findNewest, findStrongest } from './find-messages.ts'
import type { QueryPorts } from './ports.ts'
import { unprocessable } from './problem.ts'

const DAY_MS = 86_400_000

export const messageHandlers = ({
  store,
  clock,
}: Pick<QueryPorts, 'store' | 'clock'>): Handlers<'listRooms' | 'listMessages'> => ({
  listRooms: async () => Response.json({ rooms: await store.rooms() }),

  listMessages: async ({ path: { room }, query: { sort, limit, cursor, ...wanted } }) => {
    const nowMs = clock.now()
    const since = (ms: number) => ({ fromMs: nowMs - ms, toMs: nowMs + MAX_AHEAD_MS + 1 })
    if (sort !== 'newest') {
      if (cursor !== undefined)
        throw unprocessable([{ pointer: 'query/cursor', detail: `${sort} has no further pages` }])
      const messages = await findStrongest(store, room, since(DAY_MS), { ...wanted, sort, limit })
      return Response.json({ messages: messages.map(viewOf) } satisfies MessageList)
    }
    const page = await findNewest(store, room, since(HORIZON_MS + MEMORY_MARGIN_MS), {
      ...wanted,
      limit,
      after: cursor === undefined ? undefined : readCursor(cursor),
    })
    return Response.json({
      messages: page.messages.map(viewOf),
      ...(page.cursor === undefined ? {} : { cursor: cursorOf(page.cursor) }),
    } satisfies MessageList)
  },
})

export const viewOf = ({ label, confidence, score, sure, model, ...message }: LiveMessage): MessageView => ({
  key: message.key,
  source: message.source,
  id: message.id,
  revision: message.revision,
  ...(message.text === undefined ? {} : { text: message.text }),
  ...(message.author === undefined ? {} : { author: message.author }),
  postedAt: message.postedAt,
  label,
  confidence,
  score: score / 1000,
  sure,
  ...(message.kind === undefined ? {} : { kind: message.kind }),
  ...(message.offensive === undefined ? {} : { offensive: message.offensive }),
  ...(message.flagged === undefined ? {} : { flagged: message.flagged }),
  model,
  ...whoseVector(message),
  version: message.version,
})

/** A vector says nearly what its text says, and is in no view: only whose it is, for whoever fills in those that lack. */
const whoseVector = ({ vector }: Pick<LiveMessage, 'vector'>): Pick<MessageView, 'encoder'> => {
  const encoder = encoderOf(vector)
  return encoder === undefined ? {} : { encoder }
}
