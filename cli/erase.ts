import type { Command } from 'commander'
import { isMessageKey } from '../functions/pipeline/keys.ts'
import { DEFAULT_SOURCE } from '../schemas/message.ts'
import { at, clientOf, type ServerOptions, withServer } from './client.ts'
import { eraseAuthor } from './erase/author.ts'
import { printable, say } from './terminal.ts'

type Options = ServerOptions & {
  id?: string
  source?: string
  author?: string
  room?: string
  dryRun?: boolean
  yes?: boolean
}

export const erase = (command: Command): Command =>
  withServer(command)
    .argument('[room]', 'the room it was posted to')
    .argument('[key]', 'its key, as `post` and the message list show it')
    .option('--id <id>', 'its id, instead of the key')
    .option('--source <source>', `who gave the id (default: "${DEFAULT_SOURCE}"; with --author: any)`)
    .option('--author <author>', 'instead: all that this person wrote, dead letters too')
    .option('--room <room>', 'with --author: in this room only')
    .option('--dry-run', 'with --author: only say how many')
    .option('--yes', 'with --author: do not ask')
    .addHelpText(
      'after',
      '\nWhat it was counted as is taken back. Harmless to repeat. What `feed` posted has the source feed.',
    )
    .action(run)

const run = async (room: string | undefined, key: string | undefined, options: Options, command: Command) => {
  const { author, room: inRoom, dryRun, yes, ...one } = options
  const jobOnly = [inRoom, dryRun, yes].some(given => given !== undefined)
  if (author === undefined) {
    if (jobOnly) command.error('error: --room, --dry-run and --yes go with --author')
    if (room === undefined) command.error('error: give a room and a message, or --author')
    return eraseOne(room, key, one, command)
  }
  if (room !== undefined || one.id !== undefined)
    command.error('error: --author erases all that one person wrote: narrow it with --room and --source')
  await eraseAuthor(clientOf(options), { author, room: inRoom, source: one.source, dryRun, yes })
}

const eraseOne = async (
  room: string,
  key: string | undefined,
  { id, source = DEFAULT_SOURCE, ...server }: ServerOptions & { id?: string; source?: string },
  command: Command,
) => {
  if (key !== undefined && id !== undefined) command.error('error: give a key or --id, not both')
  if (key === undefined && id === undefined) command.error('error: give the key of the message, or its --id')
  if (key !== undefined && !isMessageKey(key))
    command.error(`error: '${printable(key)}' is no message key (40 hexadecimal digits); for an id use --id`)
  const path =
    id === undefined
      ? at`/v1/rooms/${room}/messages/${key!}`
      : at`/v1/rooms/${room}/sources/${source}/messages/${id}`
  await clientOf(server).call(path, { method: 'DELETE' })
  const name = id === undefined ? key! : `id ${id} of source ${source}`
  say(`${printable(room)}: ${printable(name)} is erased; it counts zero, also if it should come later`)
}
