import type { LetterHeadList } from '../../schemas/answers.ts'
import type { DeadLetter, LetterHead } from '../../schemas/dead-letter.ts'
import { at, type Client, Refused } from '../client.ts'
import { Failure } from '../failure.ts'
import { printable } from '../terminal.ts'

/** Which letters: by default all of them. Times are epoch milliseconds of the rejection, half-open. */
export type Wanted = {
  reason?: string | undefined
  room?: string | undefined
  state?: string | undefined
  from?: number | undefined
  to?: number | undefined
}

/** What a request takes at the most: letters whole, letters without their bytes, letters to act on. */
const PAGE_LETTERS = 100
const PAGE_HEADS = 1_000
export const ACT_ON = 100

const queryOf = ({ reason, room, state, from, to }: Wanted) => ({
  ...{ reason, room, from, to },
  state: state === 'all' ? undefined : state,
})

/** Letters, newest first, page after page as they are asked for. */
export async function* lettersBy(client: Client, wanted: Wanted): AsyncGenerator<DeadLetter, undefined> {
  type Page = { letters: DeadLetter[]; cursor?: string }
  let cursor: string | undefined
  do {
    const query = { ...queryOf(wanted), limit: PAGE_LETTERS, cursor }
    const page: Page = await client.call<Page>('/v1/dead-letters', { query })
    yield* page.letters
    cursor = page.cursor
  } while (cursor !== undefined)
}

/** `next`: where the page after this one starts; none: there is no more. */
export type HeadPage = { heads: LetterHead[]; next?: string | undefined }

/** Letters without their bytes, newest first, in pages; from a `cursor` on, or from the start. */
export async function* headPages(
  client: Client,
  wanted: Wanted & { prefix?: string; limit?: number },
  cursor?: string,
): AsyncGenerator<HeadPage, undefined> {
  const { prefix, limit = PAGE_HEADS } = wanted
  let next = cursor
  do {
    const query = { ...queryOf(wanted), prefix, limit, cursor: next }
    const page: LetterHeadList = await client.call('/v1/dead-letter-heads', { query })
    next = page.cursor
    yield { heads: page.heads, next }
  } while (next !== undefined)
}

/** One letter, by its id or the beginning of it. */
export const letterBy = async (client: Client, id: string): Promise<DeadLetter> => {
  const key = FULL_ID.test(id) ? id : (await headBy(client, id)).key
  return client.call<DeadLetter>(at`/v1/dead-letters/${key}`).catch(error => {
    throw error instanceof Refused && error.status === 404 ? unknown(key) : error
  })
}

const FULL_ID = /^[0-9a-f]{40}$/

/** Letters by their ids, or the beginnings of them, none twice; in the order of the ids. */
export const headsByIds = async (client: Client, ids: readonly string[]): Promise<LetterHead[]> => {
  const found: LetterHead[] = []
  for (const id of ids) found.push(await headBy(client, id))
  return [...new Map(found.map(head => [head.key, head])).values()]
}

const headBy = async (client: Client, id: string): Promise<LetterHead> => {
  if (!/^[0-9a-f]{1,40}$/.test(id)) throw unknown(id)
  const fitting: LetterHead[] = []
  for await (const { heads } of headPages(client, { prefix: id, limit: ENOUGH })) {
    fitting.push(...heads)
    if (fitting.length > 1) break
  }
  if (fitting.length === 0) throw unknown(id)
  if (fitting.length > 1)
    throw new Failure(`several dead letters have an id that begins with ${printable(id)}: give more of it`)
  return fitting[0]!
}

/** Of letters whose ids begin alike, two are one too many. */
const ENOUGH = 2

const unknown = (id: string) =>
  new Failure(
    `there is no dead letter ${printable(id)}: \`roomtone dlq ls --letters --state all\` lists them`,
  )
