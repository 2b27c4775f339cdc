import type { Command } from 'commander'
import { type Client, clientOf, type ServerOptions } from '../client.ts'
import { out, plural, say, toJson } from '../terminal.ts'
import { letterBy, lettersBy } from './letters.ts'
import { type Chosen, isByIds } from './selection.ts'

/** The action of `dlq export`: letters as NDJSON, whole, on stdout. */
export const exportLetters = async (
  ids: string[],
  options: ServerOptions & Chosen,
  command: Command,
): Promise<void> => {
  const byIds = isByIds(ids, options, command)
  const client = clientOf(options)
  let count = 0
  for await (const letter of byIds ? lettersByIds(client, ids) : lettersBy(client, options)) {
    out(toJson(letter))
    count++
    await untilRead()
  }
  say(`${plural(count, 'dead letter')} exported; \`roomtone dlq import FILE\` takes them in elsewhere`)
}

async function* lettersByIds(client: Client, ids: readonly string[]) {
  for (const id of ids) yield await letterBy(client, id)
}

/** Until a slow reader of a pipe has caught up, so that they do not gather here. */
const untilRead = async (): Promise<void> => {
  if (process.stdout.writableNeedDrain)
    await new Promise<void>(resolve => process.stdout.once('drain', resolve))
}
