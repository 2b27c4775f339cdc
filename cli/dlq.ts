import { type Command, Option } from 'commander'
import type { DeadLetter } from '../schemas/dead-letter.ts'
import { clientOf, type ServerOptions, withServer } from './client.ts'
import { edit } from './dlq/edit.ts'
import { exportLetters } from './dlq/export.ts'
import { importLetters } from './dlq/import.ts'
import { bodyOf, letterLines } from './dlq/letter-lines.ts'
import { letterBy } from './dlq/letters.ts'
import { list } from './dlq/list.ts'
import { park } from './dlq/park.ts'
import { purge } from './dlq/purge.ts'
import { replay } from './dlq/replay.ts'
import { withFilters, withState } from './dlq/selection.ts'
import { Failure } from './failure.ts'
import { limitOption } from './limit-option.ts'
import { rateOf } from './rate-option.ts'
import { out, toJson } from './terminal.ts'

export const dlq = (command: Command): Command => {
  command.description(
    'Find, mend and replay dead letters: messages that could not be counted, kept whole. docs/dead-letters.md shows how.',
  )
  defineLooking(command)
  defineMending(command)
  defineMoving(command)
  return command
}

const IDS = 'their ids, or the beginnings of them'

const defineLooking = (command: Command): void => {
  withState(withFilters(withServer(command.command('ls'))), 'open')
    .description('List dead letters by reason: how many, since when, and an example.')
    .option('--letters', 'one by one, newest first')
    .addOption(limitOption(100))
    .option('--json', 'one line of JSON for each')
    .action(list)
  withServer(command.command('show'))
    .description('Show one dead letter with its body, and what it was edited to.')
    .argument('<id>', 'its id, or the beginning of it')
    .option('--json', 'the letter as JSON, its body in base64')
    .option('--raw', 'the bytes of the body and nothing else, as they came')
    .action(show)
}

const defineMending = (command: Command): void => {
  withServer(command.command('edit'))
    .description('Edit a dead letter. The edit is kept beside what came, and a replay posts it.')
    .argument('<id>', 'its id, or the beginning of it')
    .argument('[pointer value...]', 'what to set, such as /text "Hello"; without: $EDITOR')
    .option('--file <file>', 'the whole of it from this file; - for stdin')
    .addHelpText(
      'after',
      '\nA value that is JSON is taken as that: 2 is a number, \'"2"\' a text. Room, source and id stay as they could be read.',
    )
    .action(edit)
  withFilters(withServer(command.command('replay')))
    .description('Post dead letters to where they came from again. What was counted already counts once.')
    .argument('[id...]', IDS)
    .option('--all', 'all open ones')
    .option('--dry-run', 'only say what each would become now, if it alone were replayed')
    .addOption(
      new Option('--rate <n>', 'letters a second; none: as fast as they are taken').argParser(rateOf),
    )
    .option('--journal <file>', 'where to note what is done (default: "roomtone-replay.ndjson")')
    .option('--resume', 'go on with the replay that the journal tells of')
    .action(replay)
  withFilters(withServer(command.command('park')))
    .description(
      'Set open dead letters aside: only their ids replay them, and only --state parked lists them.',
    )
    .argument('[id...]', IDS)
    .option('--all', 'all open ones')
    .option('--open', 'open parked ones again')
    .action(park)
}

const defineMoving = (command: Command): void => {
  withState(withFilters(withServer(command.command('export'))), 'all')
    .description('Write dead letters to stdout, whole, a line of JSON each.')
    .argument('[id...]', IDS)
    .option('--all', 'all there are')
    .action(exportLetters)
  withServer(command.command('import'))
    .description('Take in what export has written elsewhere. A letter that is here already stays as it is.')
    .argument('<file>', 'the file; - for stdin')
    .action(importLetters)
  withState(withFilters(withServer(command.command('purge'))), 'open')
    .description('Forget dead letters for good. Asks first.')
    .argument('[id...]', IDS)
    .option('--all', 'all in that state')
    .option('--yes', 'do not ask')
    .action(purge)
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
