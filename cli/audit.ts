import type { Command } from 'commander'
import type { AuditReport } from '../functions/pipeline/audit.ts'
import { remarkLines, reportLines } from './audit/lines.ts'
import { auditInSteps, begun } from './audit/steps.ts'
import { type Client, clientOf, type ServerOptions, withServer } from './client.ts'
import { INTERRUPTED, untilInterrupted } from './interrupt.ts'
import { out, say, toJson } from './terminal.ts'

type Options = ServerOptions & { repair?: boolean; json?: boolean }

export const audit = (command: Command): Command =>
  withServer(command)
    .argument('[room]', 'the room; none: every room')
    .option('--repair', 'put right what has drifted')
    .option('--json', 'one line of JSON a room')
    .addHelpText('after', '\nExits 1 where counts have drifted and were not repaired, 130 after Ctrl-C.')
    .action(run)

const run = async (room: string | undefined, { repair = false, json = false, ...server }: Options) => {
  const client = clientOf(server)
  const signal = untilInterrupted()
  const rooms = room === undefined ? await roomsOf(client) : [room]
  if (rooms.length === 0) say('there are no rooms yet: nothing to audit')
  let isDrifting = false
  for (const name of rooms) {
    const report = begun(name)
    try {
      await auditInSteps(client, report, { repair, signal })
    } catch (error) {
      if (report.rest) tell(report, json)
      if (!signal.aborted) throw error
      say('stopped before the end: audit again; what was repaired stays repaired')
      process.exitCode = INTERRUPTED
      return
    }
    tell(report, json)
    isDrifting ||= report.drift.some(({ repaired }) => !repaired)
  }
  if (isDrifting) process.exitCode = 1
  if (isDrifting && !repair) say('--repair puts the counts right')
}

const roomsOf = async (client: Client): Promise<string[]> =>
  (await client.call<{ rooms: string[] }>('/v1/rooms')).rooms

const tell = (report: AuditReport, json: boolean): void => {
  for (const line of json ? [toJson(report)] : reportLines(report)) out(line)
  for (const line of remarkLines(report)) say(line)
}
