import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import type { LetterKeyList } from '../../schemas/answers.ts'
import type { LetterHead } from '../../schemas/dead-letter.ts'
import { type Client, clientOf, type ServerOptions } from '../client.ts'
import { Failure } from '../failure.ts'
import { plural, say } from '../terminal.ts'
import { ACT_ON, headPages, headsByIds, type Wanted } from './letters.ts'
import { type Chosen, chunked, isByIds, untilNewest } from './selection.ts'

type Options = ServerOptions & Chosen & { yes?: boolean }

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
  if (!yes && !(await isSure(count))) return say('nothing was purged')
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

const isSure = async (count: number): Promise<boolean> => {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new Failure(
      `${plural(count, 'dead letter')} would be gone for good, and nobody is here to ask: give --yes, or keep them first with \`roomtone dlq export\``,
    )
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question(
    `${plural(count, 'dead letter')} will be gone for good. Type yes to purge: `,
  )
  lines.close()
  return answer.trim().toLowerCase() === 'yes'
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
