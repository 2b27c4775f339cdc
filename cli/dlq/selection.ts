import { type Command, Option } from 'commander'
import { LetterState, Rejection } from '../../schemas/dead-letter.ts'
import type { Client } from '../client.ts'
import { timeOf } from '../time-option.ts'
import { type HeadPage, headPages, headsByIds, type Wanted } from './letters.ts'

/** How letters are chosen: by ids, or by what the options say. `all` chooses without narrowing. */
export type Chosen = Wanted & { all?: boolean }

export const withFilters = (command: Command): Command =>
  command
    .addOption(new Option('--reason <reason>', 'with this reason only').choices(Rejection.options))
    .option('--room <room>', 'of this room only')
    .addOption(
      new Option('--from <time>', 'rejected from this time on (2026-11-22T09:00Z)').argParser(timeOf),
    )
    .addOption(new Option('--to <time>', 'rejected before this time').argParser(timeOf))

export const withState = (command: Command, usual: string): Command =>
  command.addOption(
    new Option('--state <state>', 'open: neither replayed nor parked')
      .choices([...LetterState.options, 'all'])
      .default(usual),
  )

/** Ends the command with what is missing unless letters are chosen in one way: nothing is done to all by mistake. */
export const isByIds = (ids: readonly string[], chosen: Chosen, command: Command): boolean => {
  const { reason, room, from, to, all } = chosen
  const isFiltered = [reason, room, from, to, all].some(given => given !== undefined)
  const ways = '--reason, --room, --from, --to or --all'
  if (ids.length > 0 && isFiltered) command.error(`error: give ids, or ${ways}, not both`)
  if (ids.length === 0 && !isFiltered) command.error(`error: give ids, or ${ways}`)
  return ids.length > 0
}

/**
 * The letters that were chosen, in pages. Those that are rejected from now on are left out, or a letter that comes
 * back at once would be chosen over and over.
 */
export async function* chosenPages(
  client: Client,
  ids: readonly string[],
  wanted: Wanted,
): AsyncGenerator<HeadPage, undefined> {
  if (ids.length > 0) return yield { heads: await headsByIds(client, ids) }
  const fixed = await untilNewest(client, wanted)
  if (fixed) yield* headPages(client, fixed)
}

/** What is wanted, up to the newest there is now; undefined: there is none. By the stack's own clock, not by ours. */
export const untilNewest = async (client: Client, wanted: Wanted): Promise<Wanted | undefined> => {
  for await (const { heads } of headPages(client, { ...wanted, limit: 1 }))
    if (heads[0]) return { ...wanted, to: heads[0].rejectedAt + 1 }
  return undefined
}

/** [1, 2, 3] by 2 -> [1, 2], [3] */
export const chunked = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))
