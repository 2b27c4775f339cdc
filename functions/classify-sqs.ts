import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { fromSqs, toSqsResponse } from '../events/sqs.ts'
import { readConfig } from './config.ts'
import type { HandlerContext } from './hosts/handler-context.ts'
import { processBatch } from './pipeline/process-batch.ts'
import { batchTeller } from './tell-batch.ts'
import { limitsOf, wireClassify } from './wire.ts'

const config = readConfig(process.env)
const ports = await wireClassify(config)
/** For whoever shares this thread: a second one would take its memory again. */
export const { encoder } = ports
const tell = batchTeller(config, ports.meter, Math.random)

/** Label what was posted and count each message exactly once; those that failed come back. */
export const handler = async (event: SQSEvent, context: HandlerContext): Promise<SQSBatchResponse> => {
  const limits = limitsOf(context)
  const outcomes = await processBatch(ports, fromSqs(event), limits)
  tell(outcomes, context)
  await ports.shadow?.catchUp(limits)
  return toSqsResponse(event, outcomes)
}
