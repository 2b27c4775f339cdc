import { HORIZON_MS, MAX_AHEAD_MS } from '../../schemas/limits.ts'
import type { QuestionGroup, QuestionList, QuestionMembers } from '../../schemas/questions.ts'
import { isMessageKey, timeKey } from '../pipeline/keys.ts'
import { MINUTE_MS } from '../pipeline/mood.ts'
import { type Group, largestFirst } from '../questions/group.ts'
import { askedFirst, type Question } from '../questions/question.ts'
import type { ReadRoom } from '../rooms/rooms.ts'
import type { Handlers } from './call.ts'
import { cursorOf, placeOf, rankCursorOf, rankOf } from './cursor.ts'
import { tagged } from './etag.ts'
import type { QuestionPorts } from './ports.ts'
import { Refusal, unprocessable } from './problem.ts'

/** What a room asks: its groups, and one of them opened. */
export const questionHandlers = (
  { clock, encoder }: Pick<QuestionPorts, 'clock' | 'encoder'>,
  read: ReadRoom,
): Handlers<'listQuestions' | 'openQuestion'> => ({
  listQuestions: async ({ path: { room }, query: { from, limit, cursor }, request }) => {
    const after = cursor === undefined ? undefined : rankOf(cursor)
    const { questions, span } = whole(await read({ room, fromMs: startOf(from, clock.now()) }))
    const groups = questions.groups.groups()
    const page = pageOf(groups, group => after === undefined || largestFirst(after, group) < 0, limit)
    return tagged(request, {
      from: span.fromMs,
      questions: questions.size(),
      groups: groups.length,
      list: page.items.map(groupView),
      ...(page.last ? { cursor: rankCursorOf(page.last) } : {}),
      partial: questions.isPartial(),
      ...(encoder ? { model: encoder.model } : {}),
    } satisfies QuestionList)
  },

  openQuestion: async ({ path: { room, key }, query: { from, limit, cursor } }) => {
    if (!isMessageKey(key))
      throw unprocessable([{ pointer: 'path/key', detail: 'is no key of a message: 40 hexadecimal digits' }])
    const after = cursor === undefined ? undefined : placeOf(cursor)
    const { questions } = whole(await read({ room, fromMs: startOf(from, clock.now()) }))
    const group = questions.groups.groupWith(key)
    if (!group)
      throw new Refusal(
        404,
        `no question of ${JSON.stringify(room)} has that key since then: it was erased, is older, or is none`,
      )
    const page = pageOf(group.questions, one => after === undefined || askedFirst(after, one) < 0, limit)
    return Response.json({
      group: groupView(group),
      questions: page.items.map(questionView),
      ...(page.last ? { cursor: cursorOf(timeKey(page.last.postedAt, page.last.key)) } : {}),
    } satisfies QuestionMembers)
  },
})

/** Refuses where there was no time to read all of a room. */
export const whole = <Read>(read: Read | undefined): Read => {
  if (read) return read
  throw new Refusal(503, 'the room has many questions, and they are being read: ask again', {
    headers: { 'retry-after': '1' },
  })
}

/** The start of its minute: minutes are what is read. None: the last 24 hours. */
const startOf = (from: number | undefined, nowMs: number): number | undefined => {
  if (from === undefined) return undefined
  if (from > nowMs + MAX_AHEAD_MS)
    throw unprocessable([{ pointer: 'query/from', detail: 'is later than any message may be' }])
  if (from < nowMs - HORIZON_MS)
    throw unprocessable([{ pointer: 'query/from', detail: 'is more than 35 days ago: give a later one' }])
  return from - (from % MINUTE_MS)
}

/** The first of those, which are in order. `last`: after it there are more. */
const pageOf = <Item>(all: readonly Item[], isAfter: (item: Item) => boolean, limit: number) => {
  const start = all.findIndex(isAfter)
  const items = start < 0 ? [] : all.slice(start, start + limit)
  return { items, last: start >= 0 && start + limit < all.length ? items.at(-1) : undefined }
}

export const groupView = ({ representative, size, mood, firstAt, lastAt }: Group): QuestionGroup => ({
  ...{ representative: questionView(representative), size, mood, firstAt, lastAt },
})

const questionView = ({ vector: _, ...question }: Question): QuestionGroup['representative'] => question
