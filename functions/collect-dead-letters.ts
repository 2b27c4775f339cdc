import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { collected } from '../events/given-up.ts'
import { readConfig } from './config.ts'
import { openLog, reportFailed } from './log.ts'
import { giveUp } from './pipeline/give-up.ts'
import { wireLetters } from './wire.ts'

const config = readConfig(process.env)
const ports = await wireLetters(config)
const log = openLog(config)

/** A queue wants a queue's response, and a topic a topic's. */
type Handler = { (event: SQSEvent): Promise<SQSBatchResponse>; (event: object): Promise<object> }

/** Drain a dead-letter queue or topic into letters that can be listed, mended and replayed. */
export const handler = (async (event: unknown) => {
  const { givenUp, response } = collected(event)
  const outcomes = await giveUp(ports, givenUp)
  reportFailed(log, outcomes)
  return response(outcomes)
}) as Handler
