import { type Command, Option } from 'commander'
import { Kind, Label } from '../schemas/labelled.ts'
import { type MessageList, MessageSort, type MessageView } from '../schemas/message-view.ts'
import { at, type Client, clientOf, type ServerOptions, withServer } from './client.ts'
import { labelText, marksText } from './label-text.ts'
import { limitOption } from './limit-option.ts'
import { clip, out, paint, plural, printable, say, timeText, toJson } from './terminal.ts'

type Wanted = { kind?: Kind; flagged?: boolean; label?: Label; sort: MessageSort }
type Options = ServerOptions & Wanted & { limit: number; json?: boolean }

export const messages = (command: Command): Command =>
  withServer(command)
    .argument('<room>', 'the room')
    .addOption(new Option('--kind <kind>', 'questions or comments only').choices(Kind.options))
    .option('--flagged', 'only what is flagged as offensive')
    .addOption(new Option('--label <label>', 'with this label only').choices(Label.options))
    .addOption(
      new Option('--sort <sort>', 'newest: the latest first; else the strongest of the last day')
        .choices(MessageSort.options)
        .default('newest'),
    )
    .addOption(limitOption(20))
    .option('--json', 'one line of JSON a message')
    .addHelpText(
      'after',
      '\nIts token needs the scope moderate. A line ends with the key that `roomtone erase` takes.',
    )
    .action(run)

/** Messages in one answer of the API. */
const PAGE_MESSAGES = 100

const run = async (room: string, { limit, json, ...options }: Options, command: Command) => {
  if (options.sort !== 'newest' && limit > PAGE_MESSAGES)
    command.error(`error: --sort ${options.sort} shows ${PAGE_MESSAGES} at the most: give a lower --limit`)
  let shown = 0
  for await (const message of messagesBy(clientOf(options), room, options, limit)) {
    if (shown === limit) return say(`there are more: --limit ${limit * 10} shows them`)
    out(json ? toJson(message) : messageLine(message))
    shown++
  }
  say(`${printable(room)}: ${shown === 0 ? 'no such messages' : plural(shown, 'message')}`)
}

/** Page after page as they are asked for: one more than `limit`, where there are so many, but for a sorted list. */
async function* messagesBy(
  client: Client,
  room: string,
  { kind, flagged, label, sort }: Wanted,
  limit: number,
): AsyncGenerator<MessageView, undefined> {
  const pageLimit = Math.min(sort === 'newest' ? limit + 1 : limit, PAGE_MESSAGES)
  const query = { kind, flagged: flagged ? 'true' : undefined, label, sort, limit: pageLimit }
  let cursor: string | undefined
  do {
    const page: MessageList = await client.call(at`/v1/rooms/${room}/messages`, {
      query: { ...query, cursor },
    })
    yield* page.messages
    cursor = page.cursor
  } while (cursor !== undefined)
}

const TEXT_CHARACTERS = 100

/** '2026-11-22 09:41:07  negative  0.93  Ada: The sound is gone again (question)  c0d5…' */
const messageLine = (message: MessageView): string => {
  const { key, postedAt, author, text } = message
  const by = author === undefined ? '' : `${printable(author)}: `
  const said = text === undefined ? paint('gray', 'text not kept') : printable(clip(text, TEXT_CHARACTERS))
  return [
    timeText(postedAt),
    labelText(message),
    `${by}${said}${marksText(message)}`,
    paint('gray', key),
  ].join('  ')
}
