import type { EraseAuthorLettersReport, EraseAuthorReport } from '../../schemas/erase-author.ts'
import { at, type Client } from '../client.ts'
import type { Patient } from '../patience.ts'

export type Asked = { author: string; source: string | undefined; dryRun: boolean }

/** How steps are taken: until `signal` says so, and patiently, because each is harmless to repeat. */
export type Walking = { client: Client; signal: AbortSignal; patient: Patient }

/** A room, a step a request, until all is done or it is interrupted; a step that has begun is waited for. */
export const messageSteps = (walking: Walking, room: string, asked: Asked) =>
  steps<EraseAuthorReport>(walking, at`/v1/rooms/${room}/erase-author`, asked)

/** The dead letters of a room, or all of them. */
export const letterSteps = (walking: Walking, asked: Asked & { room: string | undefined }) =>
  steps<EraseAuthorLettersReport>(walking, '/v1/dead-letters/erase-author', asked)

async function* steps<Report extends { cursor?: string | undefined }>(
  { client, signal, patient }: Walking,
  path: string,
  asked: object,
): AsyncGenerator<Report, undefined> {
  let cursor: string | undefined
  do {
    if (signal.aborted) return
    let report: Report | undefined
    const step = async () => {
      report = await client.call<Report>(path, { method: 'POST', body: { ...asked, cursor } })
    }
    await patient(step).catch(error => {
      if (!signal.aborted) throw error // Ctrl-C while the stack was away
    })
    if (!report) return
    yield report
    cursor = report.cursor
  } while (cursor !== undefined)
}
