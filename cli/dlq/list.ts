import type { DeadLetter } from '../../schemas/dead-letter.ts'
import { at, type Client, clientOf, type ServerOptions } from '../client.ts'
import { grouped, out, plural, say, toJson } from '../terminal.ts'
import { addTo, type Group, groupJson, groupLine, HEADING, mostFrequentFirst } from './groups.ts'
import { letterLine, textOf } from './letter-lines.ts'
import { headPages, lettersBy, type Wanted } from './letters.ts'

type Options = ServerOptions & Wanted & { letters?: boolean; limit: number; json?: boolean }

/** The action of `dlq ls`: what there is, by reason; with --letters one by one. */
export const list = (options: Options): Promise<void> =>
  options.letters ? listLetters(options) : listGroups(options)

const listGroups = async ({ json, ...options }: Options): Promise<void> => {
  const client = clientOf(options)
  const groups = new Map<string, Group>()
  for await (const { heads } of headPages(client, options)) addTo(groups, heads)
  const sorted = mostFrequentFirst(groups)
  if (sorted.length === 0) return say(nothing(options))
  if (json) for (const group of sorted) out(toJson(groupJson(group)))
  else {
    out(HEADING)
    for (const group of sorted) out(groupLine(group, await bodyText(client, group)))
  }
  const count = sorted.reduce((sum, group) => sum + group.count, 0)
  say(
    `${plural(count, 'dead letter')}; \`roomtone dlq show ID\` shows one whole, --letters lists them one by one`,
  )
}

/** The example's text; nothing where the letter went meanwhile. */
const bodyText = async (client: Client, { example }: Group): Promise<string> => {
  const letter = await client.call<DeadLetter>(at`/v1/dead-letters/${example.key}`).catch(() => undefined)
  return letter ? textOf(letter).text : ''
}

const listLetters = async ({ limit, json, ...options }: Options): Promise<void> => {
  let shown = 0
  for await (const letter of lettersBy(clientOf(options), options)) {
    if (shown === limit) return say(`there are more: --limit ${limit * 10} shows them`)
    out(json ? toJson(letter) : letterLine(letter))
    shown++
  }
  if (shown === 0) say(nothing(options))
  else say(`${grouped(shown)} dead letter${shown === 1 ? '' : 's'}; \`roomtone dlq show ID\` shows one whole`)
}

const nothing = ({ state }: Wanted) => `no such dead letters${state === 'open' ? ' are open' : ''}`
