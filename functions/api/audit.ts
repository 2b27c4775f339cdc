import { AuditRequest } from '../../schemas/requests.ts'
import { auditRoom } from '../pipeline/audit.ts'
import { readBody } from './body.ts'
import type { Handlers } from './call.ts'
import type { QueryPorts } from './ports.ts'
import { parseOr422 } from './problem.ts'

/** When an audit pauses and tells what it has so far: someone looks on. */
const PAUSE_AFTER_MS = 5_000
/** How long suspect windows may be looked at again. An HTTP API of AWS waits for 30 s. */
const AUDIT_WITHIN_MS = 20_000

export const auditHandlers = ({
  store,
  clock,
}: Pick<QueryPorts, 'store' | 'clock'>): Handlers<'auditRoom'> => ({
  auditRoom: async ({ path: { room }, request }) => {
    const { value } = await readBody(request, ['application/json'])
    const { repair, rest } = parseOr422(AuditRequest, value, '')
    const nowMs = clock.now()
    const within = { pauseMs: nowMs + PAUSE_AFTER_MS, deadlineMs: nowMs + AUDIT_WITHIN_MS }
    return Response.json(await auditRoom({ store, clock }, room, { repair, rest, ...within }))
  },
})
