import { type Command, Option } from 'commander'
import { type DeadLetter, Rejection } from '../schemas/dead-letter.ts'
import { clientOf, type ServerOptions, withServer } from './client.ts'
import { bodyOf, letterLine, letterLines } from './dlq/letter-lines.ts'
import { letterBy, lettersBy, type Wanted } from './dlq/letters.ts'
import { replay } from './dlq/replay.ts'
import { Failure } from './failure.ts'
import { limitOption } from './limit-option.ts'
import { out, plural, say, toJson } from './terminal.ts'

export const dlq = (command: Command): Command => {
  command.description('List, show and replay dead letters: messages that could not be counted, kept whole.')
  withServer(command.command('ls'))
    .description('List dead letters, newest first.')
    .addOption(reasonOption())
    .option('--room <room>', 'of this room only')
    .addOption(
      new Option('--state <state>', 'open: not replayed yet')
        .choices(['open', 'replayed', 'all'])
        .default('open'),
    )
    .addOption(limitOption(100))
    .option('--json', 'one line of JSON a letter')
    .action(list)
  withServer(command.command('show'))
    .description('Show one dead letter with its body.')
    .argument('<id>', 'its id, or the beginning of it')
    .option('--json', 'the letter as JSON, its body in base64')
    .option('--raw', 'the bytes of the body and nothing else, as they came')
    .action(show)
  withServer(command.command('replay'))
    .description('Post dead letters to where they came from again. What was counted already counts once.')
    .argument('[id...]', 'their ids, or the beginnings of them')
    .addOption(reasonOption())
    .option('--room <room>', 'all open ones of this room')
    .option('--all', 'all open ones')
    .option('--dry-run', 'only say what would be replayed')
    .action(replay)
  return command
}

const reasonOption = () => new Option('--reason <reason>', 'with this reason only').choices(Rejection.options)

type ListOptions = ServerOptions & Wanted & { limit: number; json?: boolean }

const list = async ({ limit, json, ...options }: ListOptions) => {
  let shown = 0
  for await (const letter of lettersBy(clientOf(options), options)) {
    if (shown === limit) return say(`there are more: --limit ${limit * 10} shows them`)
    out(json ? toJson(letter) : letterLine(letter))
    shown++
  }
  if (shown === 0) say(`no dead letters${options.state === 'open' ? ' are open' : ''}`)
  else say(`${plural(shown, 'dead letter')}; \`roomtone dlq show ID\` shows one whole`)
}

type ShowOptions = ServerOptions & { json?: boolean; raw?: boolean }

const show = async (id: string, { json, raw, ...server }: ShowOptions) => {
  const letter: DeadLetter = await letterBy(clientOf(server), id)
  if (raw) return writeRaw(letter)
  out(json ? toJson(letter, 2) : letterLines(letter).join('\n'))
}

const writeRaw = (letter: DeadLetter) => {
  if (process.stdout.isTTY)
    throw new Failure(
      'raw bytes could command your terminal: send them to a file or a pipe, or leave out --raw',
    )
  process.stdout.write(bodyOf(letter))
}
