import type { Command } from 'commander'
import { isMessageKey, messageKey } from '../functions/pipeline/keys.ts'
import { DEFAULT_SOURCE } from '../schemas/message.ts'
import { at, clientOf, type ServerOptions, withServer } from './client.ts'
import { printable, say } from './terminal.ts'

type Options = ServerOptions & { id?: string; source: string }

export const erase = (command: Command): Command =>
  withServer(command)
    .argument('<room>', 'the room it was posted to')
    .argument('[key]', 'its key, as `post` and the message list show it')
    .option('--id <id>', 'its id, instead of the key')
    .option('--source <source>', 'with --id: who gave the id', DEFAULT_SOURCE)
    .addHelpText(
      'after',
      '\nWhat it was counted as is taken back. Harmless to repeat. What `feed` posted has the source feed.',
    )
    .action(run)

const run = async (room: string, key: string | undefined, options: Options, command: Command) => {
  const target = keyOf(room, key, options, command)
  await clientOf(options).call(at`/v1/rooms/${room}/messages/${target}`, { method: 'DELETE' })
  const name = options.id === undefined ? target : `id ${options.id} of source ${options.source}`
  say(`${printable(room)}: ${printable(name)} is erased; it counts zero, also if it should come later`)
}

/** The API knows messages by key; an id in NFD names the same message as in NFC. */
const keyOf = (room: string, key: string | undefined, { id, source }: Options, command: Command): string => {
  if (key !== undefined && id !== undefined) command.error('error: give a key or --id, not both')
  if (id !== undefined)
    return messageKey({
      room: room.normalize('NFC'),
      source: source.normalize('NFC'),
      id: id.normalize('NFC'),
    })
  if (key === undefined) command.error('error: give the key of the message, or its --id')
  if (!isMessageKey(key))
    command.error(`error: '${printable(key)}' is no message key (40 hexadecimal digits); for an id use --id`)
  return key
}
