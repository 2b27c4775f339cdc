import pRetry from 'p-retry'
import type { AskedQuestion, QuestionGroup, QuestionList, QuestionMembers } from '../../schemas/questions.ts'
import { at, type Client, NoAnswer } from '../client.ts'
import { Failure } from '../failure.ts'
import { plural, printable, say } from '../terminal.ts'
import type { Place } from './place.ts'

/** Whose questions; `from` is epoch milliseconds, none: the last 24 hours. */
export type Of = { room: string; from?: number }

/** Groups or questions in one answer of the API. */
const PAGE = 100

/** The groups, page after page as they are asked for: one more than `limit`, where there are so many. At the end none. */
export async function* groupsOf(
  client: Client,
  { room, from }: Of,
  limit: number,
): AsyncGenerator<{ group?: QuestionGroup; list: QuestionList }> {
  const query = { from, limit: Math.min(limit + 1, PAGE) }
  let list: QuestionList
  let cursor: string | undefined
  do {
    list = await whenRead(() => client.call(at`/v1/rooms/${room}/questions`, { query: { ...query, cursor } }))
    for (const group of list.list) yield { group, list }
    cursor = list.cursor
  } while (cursor !== undefined)
  yield { list }
}

/** The questions of the group that the one with this key is in, likewise. */
export async function* membersOf(
  client: Client,
  { room, from }: Of,
  key: string,
  limit: number,
): AsyncGenerator<{ question?: AskedQuestion; group: QuestionGroup }> {
  const query = { from, limit: Math.min(limit + 1, PAGE) }
  let page: QuestionMembers
  let cursor: string | undefined
  do {
    page = await whenRead(() =>
      client.call(at`/v1/rooms/${room}/questions/${key}`, { query: { ...query, cursor } }),
    )
    for (const question of page.questions) yield { question, group: page.group }
    cursor = page.cursor
  } while (cursor !== undefined)
  yield { group: page.group }
}

/** The key of a question of the group that is meant. */
export const keyOf = async (client: Client, of: Of, place: Place): Promise<string> => {
  if (place.is === 'key') return place.key
  let number = 0
  for await (const { group } of groupsOf(client, of, place.number))
    if (group && ++number === place.number) return group.representative.key
  throw new Failure(
    `${printable(of.room)} has ${plural(number, 'group')} of questions, and no number ${place.number}`,
  )
}

/** How long a room of many questions may take until all of them are read. */
const READING_MS = 60_000
const UNAVAILABLE = 503

/** A busy room that nobody has looked at for a while is read over several answers: ask until it is. */
export const whenRead = <T>(ask: () => Promise<T>): Promise<T> =>
  pRetry(ask, {
    retries: Number.POSITIVE_INFINITY,
    maxRetryTime: READING_MS,
    minTimeout: 1_000,
    factor: 1,
    shouldRetry: ({ error }) => error instanceof NoAnswer && error.status === UNAVAILABLE,
    onFailedAttempt: ({ error, attemptNumber }) => {
      if (attemptNumber === 1 && error instanceof NoAnswer && error.status === UNAVAILABLE)
        say(`${error.message}; asking for ${READING_MS / 1000} s`)
    },
  })
