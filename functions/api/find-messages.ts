import type { MessageSort } from '../../schemas/message-view.ts'
import type { MessageQuery } from '../../schemas/requests.ts'
import { timeKey } from '../pipeline/keys.ts'
import type { LiveMessage, MessagePage, Span, Store } from '../pipeline/ports.ts'

type Lists = Pick<Store, 'list'>

/** What a message should be; what is undefined may be anything. */
export type Wanted = Pick<MessageQuery, 'label' | 'kind' | 'flagged'>

/** One look through a room reads at most 10 pages of 100 of the store's, however few messages fit. */
const PAGES = 10
const PAGE = 100

/** {label: undefined, kind: 'question'} -> [['kind', 'question']] */
const conditionsOf = (wanted: Wanted) => Object.entries(wanted).filter(([, value]) => value !== undefined)

/** What the store itself looks for, and what is left to be looked for among what it lists. */
const splitOf = ({ kind, ...others }: Wanted) =>
  kind === 'question'
    ? { only: { kind }, conditions: conditionsOf(others) }
    : { only: undefined, conditions: conditionsOf({ kind, ...others }) }

/** A message whose model did not tell meets no condition about it: it is neither flagged nor not flagged. */
const meets = (conditions: ReturnType<typeof conditionsOf>) => (message: LiveMessage) =>
  conditions.every(([field, value]) => message[field as keyof Wanted] === value)

/** The latest of those that are wanted. A page that came out short, because few of many fit, still has a cursor. */
export const findNewest = async (
  store: Lists,
  room: string,
  span: Span,
  { limit, after, ...wanted }: Wanted & { limit: number; after?: string | undefined },
): Promise<MessagePage> => {
  const { only, conditions } = splitOf(wanted)
  const found: LiveMessage[] = []
  let cursor = after
  for (let page = 0; page < PAGES; page++) {
    const size = conditions.length > 0 ? PAGE : limit - found.length
    const { messages, cursor: next } = await store.list(room, span, size, cursor, only)
    found.push(...messages.filter(meets(conditions)))
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
  { sort, limit, ...wanted }: Wanted & { sort: Exclude<MessageSort, 'newest'>; limit: number },
): Promise<LiveMessage[]> => {
  const { only, conditions } = splitOf(wanted)
  const found: LiveMessage[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const next = await store.list(room, span, PAGE, cursor, only)
    found.push(...next.messages.filter(meets(conditions)))
    cursor = next.cursor
    if (cursor === undefined) break
  }
  const sign = sort === 'negative' ? 1 : -1
  return found.sort((a, b) => sign * (a.score - b.score)).slice(0, limit)
}
