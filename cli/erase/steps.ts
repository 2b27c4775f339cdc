import type { EraseAuthorLettersReport, EraseAuthorReport } from '../../schemas/erase-author.ts'
import { at, type Client } from '../client.ts'

export type Asked = { author: string; source: string | undefined; dryRun: boolean }

/** A room, a step a request, until all is done or it is interrupted; a step that has begun is waited for. */
export const messageSteps = (client: Client, room: string, asked: Asked, signal: AbortSignal) =>
  steps<EraseAuthorReport>(client, at`/v1/rooms/${room}/erase-author`, asked, signal)

/** The dead letters of a room, or all of them. */
export const letterSteps = (
  client: Client,
  asked: Asked & { room: string | undefined },
  signal: AbortSignal,
) => steps<EraseAuthorLettersReport>(client, '/v1/dead-letters/erase-author', asked, signal)

async function* steps<Report extends { cursor?: string | undefined }>(
  client: Client,
  path: string,
  asked: object,
  signal: AbortSignal,
): AsyncGenerator<Report, undefined> {
  let cursor: string | undefined
  do {
    if (signal.aborted) return
    const report: Report = await client.call<Report>(path, { method: 'POST', body: { ...asked, cursor } })
    yield report
    cursor = report.cursor
  } while (cursor !== undefined)
}
