import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { fromSqs, toSqsResponse } from '../events/sqs.ts'
import { readConfig } from './config.ts'
import { processBatch } from './pipeline/process-batch.ts'
import { limitsOf, reportFailed, wireClassify } from './wire.ts'

const ports = await wireClassify(readConfig(process.env))

/** Label what was posted and count each message exactly once; those that failed come back. */
export const handler = async (
  event: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<SQSBatchResponse> => {
  const limits = limitsOf(context)
  const outcomes = await processBatch(ports, fromSqs(event), limits)
  reportFailed(outcomes)
  await ports.shadow?.catchUp(limits)
  return toSqsResponse(event, outcomes)
}
