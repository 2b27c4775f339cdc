import type { Command } from 'commander'
import type { LetterKeyList } from '../../schemas/answers.ts'
import type { LetterHead } from '../../schemas/dead-letter.ts'
import { type Client, clientOf, type ServerOptions } from '../client.ts'
import { isSure } from '../confirm.ts'
import { plural, say } from '../terminal.ts'
import { ACT_ON, headPages, headsByIds, type Wanted } from './letters.ts'
import { type Chosen, chunked, isByIds, untilNewest } from './selection.ts'

type Options = ServerOptions & Chosen & { yes?: boolean }

const KEEP = 'keep them first with `roomtone dlq export`'

/** The action of `dlq purge`: what is purged is gone for good, so it asks. */
export const purge = async (ids: string[], options: Options, command: Command): Promise<void> => {
  const { yes = false, ...chosen } = options
  const byIds = isByIds(ids, chosen, command)
  const client = clientOf(options)
  const named = byIds ? await headsByIds(client, ids) : undefined
  // Fixed before asking, so that what is purged is what was counted, without what came since.
  const wanted = named ? undefined : await untilNewest(client, chosen)
  const pages = () => pagesOf(client, named, wanted)
  const count = await countIn(pages())
  if (count === 0) return say('no such dead letters; nothing was purged')
  if (!yes && !(await isSure({ what: plural(count, 'dead letter'), verb: 'purge', instead: KEEP })))
    return say('nothing was purged')
  let purged = 0
  for await (const heads of pages()) purged += await purgeAll(client, heads)
  const left = count - purged
  say(
    `${plural(purged, 'dead letter')} purged${left > 0 ? `; ${left} stayed: they were rejected again, edited or replayed since` : ''}`,
  )
}

async function* pagesOf(client: Client, named: LetterHead[] | undefined, wanted: Wanted | undefined) {
  if (named) yield named
  if (wanted) for await (const { heads } of headPages(client, wanted)) yield heads
}

const countIn = async (pages: AsyncIterable<LetterHead[]>): Promise<number> => {
  let count = 0
  for await (const heads of pages) count += heads.length
  return count
}

const purgeAll = async (client: Client, heads: readonly LetterHead[]): Promise<number> => {
  let purged = 0
  for (const some of chunked(heads, ACT_ON)) {
    const letters = some.map(({ key, rejections, edits }) => ({ key, rejections, edits }))
    const { keys } = await client.call<LetterKeyList>('/v1/dead-letters/purge', {
      method: 'POST',
      body: { letters },
    })
    purged += keys.length
  }
  return purged
}
