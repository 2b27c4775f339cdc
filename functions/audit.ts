import type { Context } from 'aws-lambda'
import { metricLine } from '../events/metric-line.ts'
import { readConfig } from './config.ts'
import { type AuditSums, auditRooms } from './pipeline/audit-rooms.ts'
import { clock, limitsOf, wireAudit } from './wire.ts'

const ports = await wireAudit(readConfig(process.env))

/** Of the time that there is, kept back for settling what was begun. */
const KEPT_BACK = 0.1

/** Compare counts with messages, room after room, for as long as there is time. Told in the log, nothing is changed. */
export const handler = async (
  _: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis' | 'functionName'>,
): Promise<AuditSums> => {
  const pauseMs = clock.now() + (1 - KEPT_BACK) * context.getRemainingTimeInMillis()
  const sums = await auditRooms(ports, { pauseMs, ...limitsOf(context) })
  const dimensions = { FunctionName: context.functionName }
  process.stdout.write(`${metricLine({ counts: sums, dimensions, atMs: clock.now() })}\n`)
  if (sums.roomsFailed > 0) throw new Error(`${sums.roomsFailed} rooms could not be audited: see above`)
  return sums
}
