import type { Label } from '../../schemas/labelled.ts'
import type { MessageSort } from '../../schemas/message-view.ts'
import { timeKey } from '../pipeline/keys.ts'
import type { LiveMessage, MessagePage, Span, Store } from '../pipeline/ports.ts'

type Lists = Pick<Store, 'list'>

/** One look through a room reads at most 10 pages of 100, however few messages fit. */
const PAGES = 10
const PAGE = 100

/** The latest with that label. A page that came out short, because few of many had it, still has a cursor. */
export const findNewest = async (
  store: Lists,
  room: string,
  span: Span,
  { label, limit, after }: { label?: Label | undefined; limit: number; after?: string | undefined },
): Promise<MessagePage> => {
  const found: LiveMessage[] = []
  let cursor = after
  for (let page = 0; page < PAGES; page++) {
    const { messages, cursor: next } = await store.list(
      room,
      span,
      label ? PAGE : limit - found.length,
      cursor,
    )
    found.push(...messages.filter(message => !label || message.label === label))
    const last = found[limit - 1]
    if (last && (next !== undefined || found.length > limit))
      return { messages: found.slice(0, limit), cursor: timeKey(last.postedAt, last.key) }
    if (next === undefined) return { messages: found }
    cursor = next
  }
  return { messages: found, cursor }
}

/** The most negative, or the most positive, of the latest 1,000 of the span. Equal scores: the newest first. */
export const findStrongest = async (
  store: Lists,
  room: string,
  span: Span,
  { sort, label, limit }: { sort: Exclude<MessageSort, 'newest'>; label?: Label | undefined; limit: number },
): Promise<LiveMessage[]> => {
  const found: LiveMessage[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const next = await store.list(room, span, PAGE, cursor)
    found.push(...next.messages.filter(message => !label || message.label === label))
    cursor = next.cursor
    if (cursor === undefined) break
  }
  const sign = sort === 'negative' ? 1 : -1
  return found.sort((a, b) => sign * (a.score - b.score)).slice(0, limit)
}
