import type { AuditReport } from '../../functions/pipeline/audit.ts'
import { DAY_MS } from '../../functions/pipeline/audit-slices.ts'
import { HORIZON_MS } from '../../schemas/limits.ts'
import { at, type Client } from '../client.ts'
import { type Progress, progressOf } from '../progress.ts'
import { plural, printable } from '../terminal.ts'

/** The report of an audit that has not looked at anything yet. */
export const begun = (room: string): AuditReport => ({
  room,
  messages: 0,
  minutes: 0,
  drift: [],
  unsettled: [],
})

/**
 * Audit a room to its end: the stack tells every few seconds how far it is, and each of its reports is added to
 * `report`. Rejects, with `report` saying what was done and what is left, where a request fails or `signal` ends it.
 */
export const auditInSteps = async (
  client: Client,
  report: AuditReport,
  { repair, signal }: { repair: boolean; signal: AbortSignal },
): Promise<void> => {
  let progress: Progress | undefined
  try {
    do {
      const body = { repair, rest: report.rest }
      const path = at`/v1/rooms/${report.room}/audit`
      add(report, await client.call<AuditReport>(path, { method: 'POST', body, signal }))
      if (report.rest) progress ??= progressIn(report)
      if (report.rest) progress?.at(daysDone(report.rest.before))
    } while (report.rest)
  } finally {
    progress?.end()
  }
}

const add = (report: AuditReport, { messages, minutes, drift, unsettled, rest }: AuditReport): void => {
  report.messages += messages
  report.minutes += minutes
  report.drift.push(...drift)
  report.unsettled.push(...unsettled)
  if (rest) report.rest = rest
  else delete report.rest
}

/** From the newest day back to the horizon, in days. */
const DAYS = HORIZON_MS / DAY_MS
const daysDone = (beforeMs: number) => Math.max(0, (Date.now() - beforeMs) / DAY_MS)

const progressIn = (report: AuditReport): Progress =>
  progressOf(
    () =>
      `${printable(report.room)}: ${plural(report.messages, 'message')}, ${plural(report.drift.length, 'drift')}`,
    DAYS,
  )
