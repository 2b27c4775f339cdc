import type { Command } from 'commander'
import type { Accepted } from '../schemas/message-view.ts'
import { at, clientOf, type ServerOptions, withServer } from './client.ts'
import { out, printable, say } from './terminal.ts'

type Options = ServerOptions & { id?: string; author?: string }

export const post = (command: Command): Command =>
  withServer(command)
    .argument('<room>', 'the room to post to')
    .argument('<text...>', 'what to post; several words are joined')
    .option('--id <id>', 'names the message: posting it again under this id counts once')
    .option('--author <author>', 'who wrote it')
    .addHelpText('after', '\nPrints the key of the message, which `roomtone erase` takes.')
    .action(run)

const run = async (room: string, words: string[], { id, author, ...server }: Options) => {
  const accepted = await clientOf(server).call<Accepted>(at`/v1/rooms/${room}/messages`, {
    method: 'POST',
    body: {
      text: words.join(' '),
      ...(id === undefined ? {} : { id }),
      ...(author === undefined ? {} : { author }),
    },
  })
  for (const { key, id: given } of accepted.messages) {
    out(key)
    say(`posted to ${printable(room)} as ${printable(given)}`)
  }
}
