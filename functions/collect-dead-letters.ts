import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { fromSqs, toSqsResponse } from '../events/sqs.ts'
import { readConfig } from './config.ts'
import { giveUp } from './pipeline/give-up.ts'
import { reportFailed, wireLetters } from './wire.ts'

const ports = await wireLetters(readConfig(process.env))

/** Drain the queue's dead-letter queue into letters that can be listed, searched and replayed. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const outcomes = await giveUp(ports, fromSqs(event))
  reportFailed(outcomes)
  return toSqsResponse(event, outcomes)
}
