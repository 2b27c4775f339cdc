import type { Consumed, Use } from '../../infra/emulate/consumed.ts'
import { chunksIn } from './chunks.ts'
import { type Plan, usual } from './plan.ts'
import { countersPerChunk, writeUnitsOf } from './store.ts'
import { messageLines, travelOf } from './use.ts'

/** One thing that is billed: as predicted, and as a run consumed it. */
export type Row = { what: string; predicted: number; consumed: number }

/** What was posted, each message of it once; a repeat within a batch is received and deleted, and writes nothing. */
export type Ran = Pick<Plan, 'rooms' | 'length' | 'questions' | 'memoryMb' | 'model'> & { messages: number }

const MILLION = 1e6
const LABELS = 'classify-sqs'

/**
 * What `roomtone cost` predicts for a run whose batches were as full as they were, beside what the run consumed.
 *   5,000 messages in 500 batches of 3 rooms -> write units: 15,000 and what 1,474 chunks move, …
 */
export const againstRun = (consumed: Consumed, { messages, ...ran }: Ran): Row[] => {
  const use = consumed[LABELS]
  if (!use || use.lambda.messages === 0)
    throw new Error(`the run labelled nothing: it has no messages of ${LABELS}`)
  const { messages: received, invocations } = use.lambda
  const fill = received / invocations
  const plan: Plan = { ...usual, ...ran, ratePerSecond: 1, windowSeconds: 0, fill }
  const counters = invocations * chunksIn(fill, ran.rooms) * countersPerChunk(plan)
  return [
    {
      what: 'write units',
      predicted: writeUnitsOf({ messages, counters }, ran),
      consumed: use.dynamoDb.tableWriteUnits + use.dynamoDb.indexWriteUnits,
    },
    { what: 'GB-seconds', predicted: gbSeconds(plan) * received, consumed: use.lambda.gbSeconds },
    { what: 'requests to delete', predicted: deletes(plan) * received, consumed: deleted(consumed) },
  ]
}

const perMessage = (plan: Plan, what: string): number =>
  (messageLines(plan, travelOf(plan)).find(line => line.what === what)?.quantity ?? 0) / MILLION

/** Without INIT, of which a run has as many as it starts processes. */
const gbSeconds = (plan: Plan) => perMessage(plan, 'label and count')
const deletes = (plan: Plan) => perMessage(plan, 'deleted')

const deleted = (consumed: Consumed): number =>
  Object.values<Use>(consumed).reduce((sum, { sqs }) => sum + (sqs.requests.DeleteMessageBatch ?? 0), 0)
