import type { DeadLetter } from '../../schemas/dead-letter.ts'
import { at, type Client, Refused } from '../client.ts'
import { Failure } from '../failure.ts'
import { printable } from '../terminal.ts'

/** Which letters: by default all of them. */
export type Wanted = { reason?: string; room?: string; state?: string }

type Page = { letters: DeadLetter[]; cursor?: string }

const PAGE_LETTERS = 100

/** Letters, newest first, page after page as they are asked for. */
export async function* lettersBy(
  client: Client,
  { reason, room, state }: Wanted,
): AsyncGenerator<DeadLetter, undefined> {
  const query = { reason, room, state: state === 'all' ? undefined : state, limit: PAGE_LETTERS }
  let cursor: string | undefined
  do {
    const page: Page = await client.call<Page>('/v1/dead-letters', { query: { ...query, cursor } })
    yield* page.letters
    cursor = page.cursor
  } while (cursor !== undefined)
}

const FULL_ID = /^[0-9a-f]{40}$/

/** One letter, by its id or the beginning of it. */
export const letterBy = async (client: Client, id: string): Promise<DeadLetter> => {
  const [found] = await lettersByIds(client, [id])
  return found!
}

/** Letters by their ids, or the beginnings of them; in the order of the ids. */
export const lettersByIds = async (client: Client, ids: readonly string[]): Promise<DeadLetter[]> => {
  const known = new Map<string, DeadLetter>()
  if (ids.some(id => !FULL_ID.test(id)))
    for await (const letter of lettersBy(client, {})) known.set(letter.key, letter)
  const found = await Promise.all(
    ids.map(id => (FULL_ID.test(id) ? letterAt(client, id) : only(known.values(), id))),
  )
  return [...new Map(found.map(letter => [letter.key, letter])).values()]
}

const letterAt = (client: Client, key: string): Promise<DeadLetter> =>
  client.call<DeadLetter>(at`/v1/dead-letters/${key}`).catch(error => {
    throw error instanceof Refused && error.status === 404 ? unknown(key) : error
  })

const only = (letters: Iterable<DeadLetter>, prefix: string): DeadLetter => {
  const fitting = [...letters].filter(({ key }) => key.startsWith(prefix))
  if (fitting.length === 0) throw unknown(prefix)
  if (fitting.length > 1)
    throw new Failure(
      `${fitting.length} dead letters have an id that begins with ${printable(prefix)}: give more of it`,
    )
  return fitting[0]!
}

const unknown = (id: string) =>
  new Failure(`there is no dead letter ${printable(id)}: \`roomtone dlq ls --state all\` lists them`)
