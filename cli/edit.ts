import type { Command } from 'commander'
import { DEFAULT_SOURCE } from '../schemas/message.ts'
import type { MessageView } from '../schemas/message-view.ts'
import { at, type Client, clientOf, Refused, type ServerOptions, withServer } from './client.ts'
import { Failure } from './failure.ts'
import { printable, say } from './terminal.ts'

type Options = ServerOptions & { text: string; author?: string; source: string }

export const edit = (command: Command): Command =>
  withServer(command)
    .argument('<room>', 'the room it was posted to')
    .argument('<id>', 'its id')
    .requiredOption('--text <text>', 'what it says from now on')
    .option('--author <author>', 'who wrote it; none: who it was')
    .option('--source <source>', 'who gave the id', DEFAULT_SOURCE)
    .addHelpText(
      'after',
      '\nIts counts move; it stays in its minute. Its token needs the scopes moderate and post.',
    )
    .action(run)

const run = async (room: string, id: string, { text, author, source, ...server }: Options) => {
  const client = clientOf(server)
  const path = at`/v1/rooms/${room}/sources/${source}/messages/${id}`
  const before = await find(client, path)
  const edited = {
    text,
    author: author ?? before.author,
    revision: before.revision + 1,
    postedAt: before.postedAt,
  }
  await client.call(path, { method: 'PUT', body: edited })
  say(`${printable(room)}: ${printable(id)} is edited, as revision ${edited.revision}; its counts follow`)
}

/** A message that has not been counted cannot be told from one with another id: better none is made by mistake. */
const find = async (client: Client, path: string): Promise<MessageView> => {
  try {
    return await client.call<MessageView>(path)
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 404) throw error
    throw new Failure(
      `nothing is edited: ${error.message}; \`roomtone messages --json\` shows ids and sources`,
    )
  }
}
