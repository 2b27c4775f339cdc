import { type Command, Option } from 'commander'
import { type Client, clientOf, type ServerOptions, withServer } from './client.ts'
import { limitOption } from './limit-option.ts'
import { groupsOf, keyOf, membersOf } from './questions/ask.ts'
import { groupLine, HEADING, listText, questionLine } from './questions/lines.ts'
import { type Place, placeOf } from './questions/place.ts'
import { out, plural, printable, say, toJson } from './terminal.ts'
import { timeOf } from './time-option.ts'

/** `from` is epoch milliseconds. */
type Wanted = { room: string; from?: number; limit: number; json?: boolean }
type Options = ServerOptions & Omit<Wanted, 'room'> & { open?: Place }

export const questions = (command: Command): Command =>
  withServer(command)
    .argument('<room>', 'the room')
    .addOption(
      new Option('--from <time>', 'asked from this time on; none: in the last 24 hours').argParser(timeOf),
    )
    .addOption(limitOption(20))
    .addOption(
      new Option('--open <n|key>', 'the questions of one group: its number, or the key of one').argParser(
        placeOf,
      ),
    )
    .option('--json', 'one line of JSON a group; with --open a line a question')
    .addHelpText(
      'after',
      '\nThe most asked first. Its token needs the scope moderate. A line ends with the key that `roomtone erase` takes.',
    )
    .action(run)

const run = async (room: string, { from, limit, json, open, ...server }: Options): Promise<void> => {
  const wanted = { room, limit, ...(from !== undefined && { from }), ...(json && { json }) }
  const client = clientOf(server)
  return open === undefined ? list(client, wanted) : openOne(client, wanted, open)
}

const list = async (client: Client, { limit, json, ...of }: Wanted): Promise<void> => {
  let shown = 0
  for await (const { group, list } of groupsOf(client, of, limit)) {
    if (shown === 0 && !json && group) out(HEADING)
    if (group === undefined) return say(listText(of.room, list))
    if (shown === limit) {
      say(listText(of.room, list))
      return say(`there are more: --limit ${limit * 10} shows them`)
    }
    shown++
    out(json ? toJson(group) : groupLine(group, shown))
  }
}

const openOne = async (client: Client, { limit, json, ...of }: Wanted, place: Place): Promise<void> => {
  const key = await keyOf(client, of, place)
  let shown = 0
  for await (const { question, group } of membersOf(client, of, key, limit)) {
    if (question === undefined) return say(`${printable(of.room)}: asked ${plural(group.size, 'time')}`)
    if (shown === limit) return say(`there are more: --limit ${limit * 10} shows them`)
    shown++
    out(json ? toJson(question) : questionLine(question))
  }
}
