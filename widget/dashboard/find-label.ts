import type { MessageView } from '../../schemas/message-view.ts'
import type { RoomApi } from '../api.ts'

/** A message is counted well within a second; after these it is no longer waited for. */
const LOOKS_AFTER_MS = [150, 250, 400, 700, 1_000, 1_500]
/** A message just posted is among this many newest, but in the busiest rooms. */
const NEWEST = 50

/** Wait until a message that was accepted is counted. None: it takes long, or the token does not show messages. */
export const findLabel = async (api: RoomApi, key: string): Promise<MessageView | undefined> => {
  for (const ms of LOOKS_AFTER_MS) {
    await new Promise(resolve => setTimeout(resolve, ms))
    const answer = await api.messages({ sort: 'newest', limit: NEWEST })
    if (answer.is === 'refused') return undefined
    const found = answer.is === 'new' ? answer.value.messages.find(message => message.key === key) : undefined
    if (found) return found
  }
  return undefined
}
