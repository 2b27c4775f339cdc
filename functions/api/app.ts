import type { Hono } from 'hono'
import { auditHandlers } from './audit.ts'
import { letterHandlers } from './dead-letters.ts'
import { healthHandlers } from './health.ts'
import { labelHandlers } from './labels.ts'
import { mendHandlers } from './mend-letters.ts'
import { messageHandlers } from './messages.ts'
import { moodHandlers } from './mood.ts'
import type { ApiPorts, IngestPorts, QueryPorts } from './ports.ts'
import { postHandlers } from './post-messages.ts'
import { router } from './router.ts'

/** The whole API in one app, as the embedded stack has it. */
export const createApi = (ports: ApiPorts): Hono =>
  router({ ...postHandlers(ports), ...queryHandlers(ports) }, ports)

/** What takes messages in: deployed by itself, because it needs the queue and nothing else. */
export const createIngest = (ports: IngestPorts): Hono => router(postHandlers(ports), ports)

/** Everything else. */
export const createQuery = (ports: QueryPorts): Hono => router(queryHandlers(ports), ports)

const queryHandlers = (ports: QueryPorts) => ({
  ...moodHandlers(ports),
  ...messageHandlers(ports),
  ...labelHandlers(ports),
  ...mendHandlers(ports),
  ...letterHandlers(ports),
  ...auditHandlers(ports),
  ...healthHandlers(ports),
})
