import type { Hono } from 'hono'
import { keptRooms } from '../rooms/rooms.ts'
import { auditHandlers } from './audit.ts'
import { letterHandlers } from './dead-letters.ts'
import { editHandlers } from './edit-message.ts'
import { authorHandlers } from './erase-author.ts'
import { healthHandlers } from './health.ts'
import { labelHandlers } from './labels.ts'
import { mendHandlers } from './mend-letters.ts'
import { messageHandlers } from './messages.ts'
import { moodHandlers } from './mood.ts'
import { oneMessageHandlers } from './one-message.ts'
import type { ApiPorts, IngestPorts, QueryPorts, QuestionPorts } from './ports.ts'
import { postHandlers } from './post-messages.ts'
import { questionHandlers } from './questions.ts'
import { router } from './router.ts'
import { similarHandlers } from './similar-questions.ts'

/** The whole API in one app, as the embedded stack has it. */
export const createApi = (ports: ApiPorts): Hono =>
  router({ ...ingestHandlers(ports), ...queryHandlers(ports), ...allAboutQuestions(ports) }, ports)

/** What takes messages in: deployed by itself, because it needs the queue and nothing else. */
export const createIngest = (ports: IngestPorts): Hono => router(ingestHandlers(ports), ports)

/** What groups questions: deployed by itself, because it needs a model. */
export const createQuestions = (ports: QuestionPorts): Hono => router(allAboutQuestions(ports), ports)

/** Everything else. */
export const createQuery = (ports: QueryPorts): Hono => router(queryHandlers(ports), ports)

const ingestHandlers = (ports: IngestPorts) => ({ ...postHandlers(ports), ...editHandlers(ports) })

const queryHandlers = (ports: QueryPorts) => ({
  ...moodHandlers(ports),
  ...messageHandlers(ports),
  ...labelHandlers(ports),
  ...oneMessageHandlers(ports),
  ...authorHandlers(ports),
  ...mendHandlers(ports),
  ...letterHandlers(ports),
  ...auditHandlers(ports),
  ...healthHandlers(ports),
})

/** They share what is kept of the rooms. Without a model no vector is of it, and equal texts alone are one question. */
const allAboutQuestions = (ports: QuestionPorts) => {
  const { encoder } = ports
  const read = keptRooms(ports, { model: encoder?.model ?? '', cosine: encoder?.cosine ?? 1 })
  return { ...questionHandlers(ports, read), ...similarHandlers(ports, read) }
}
