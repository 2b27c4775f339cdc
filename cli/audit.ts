import type { Command } from 'commander'
import type { AuditReport, Drift } from '../functions/pipeline/audit.ts'
import { MINUTE_MS } from '../functions/pipeline/mood.ts'
import type { Tally } from '../schemas/mood.ts'
import { at, type Client, clientOf, type ServerOptions, withServer } from './client.ts'
import { out, paint, plural, printable, say, toJson } from './terminal.ts'

type Options = ServerOptions & { repair?: boolean; json?: boolean }

export const audit = (command: Command): Command =>
  withServer(command)
    .argument('[room]', 'the room; none: every room')
    .option('--repair', 'put right what has drifted')
    .option('--json', 'one line of JSON a room')
    .addHelpText('after', '\nExits 1 where counts have drifted and were not repaired.')
    .action(run)

const run = async (room: string | undefined, { repair = false, json, ...server }: Options) => {
  const client = clientOf(server)
  const rooms = room === undefined ? await roomsOf(client) : [room]
  if (rooms.length === 0) say('there are no rooms yet: nothing to audit')
  for (const name of rooms) {
    const report = await client.call<AuditReport>(at`/v1/rooms/${name}/audit`, {
      method: 'POST',
      body: { repair },
    })
    if (json) out(toJson(report))
    else for (const line of reportLines(report)) out(line)
    if (report.unsettled.length > 0)
      say(
        `${printable(name)}: ${plural(report.unsettled.length, 'window')} changed at every look: audit again when it is quieter`,
      )
    if (report.drift.some(({ repaired }) => !repaired)) process.exitCode = 1
  }
  if (process.exitCode === 1 && !repair) say('--repair puts the counts right')
}

const roomsOf = async (client: Client): Promise<string[]> =>
  (await client.call<{ rooms: string[] }>('/v1/rooms')).rooms

/** The room's line, and one for each drift. */
export const reportLines = ({ room, messages, minutes, drift }: AuditReport): string[] => {
  const looked = `${plural(messages, 'message')} in ${plural(minutes, 'minute')}`
  const found = drift.length === 0 ? paint('green', 'no drift') : paint('red', plural(drift.length, 'drift'))
  return [`${printable(room)}: ${found}; ${looked}`, ...drift.map(driftLine)]
}

const driftLine = ({ window, counted, actual, repaired }: Drift): string => {
  const when = window === 'total' ? 'total' : new Date(window * MINUTE_MS).toISOString().slice(0, 16)
  return `  ${when}: counted ${tallyText(counted)}, is ${tallyText(actual)}${repaired ? ' (repaired)' : ''}`
}

const tallyText = ({ n, negative, neutral, positive, unsure, questions, flagged, models }: Tally): string => {
  const counts = `${negative} negative, ${neutral} neutral, ${positive} positive, ${unsure} unsure, ${plural(questions, 'question')}, ${flagged} flagged`
  const byModel = Object.entries(models).map(([model, some]) => `, ${some} by ${printable(model)}`)
  return `n ${n} (${counts}${byModel.join('')})`
}
