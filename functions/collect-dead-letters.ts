import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { collected } from '../events/given-up.ts'
import { readConfig } from './config.ts'
import { openLog, reportFailed } from './log.ts'
import { giveUp } from './pipeline/give-up.ts'
import type { Outcome } from './pipeline/outcome.ts'
import { rejectedLines } from './rejected-lines.ts'
import { wireLetters } from './wire.ts'

const config = readConfig(process.env)
const ports = await wireLetters(config)
const log = openLog(config)

/** Written at once: little comes here, and what was given up should be seen. */
const tellMetrics = (outcomes: readonly Outcome[]): void => {
  if (config.metricsOf === undefined) return
  const of = { FunctionName: config.metricsOf, atMs: ports.clock.now() }
  for (const line of rejectedLines(outcomes, of)) process.stdout.write(`${line}\n`)
}

/** A queue wants a queue's response, and a topic a topic's. */
type Handler = { (event: SQSEvent): Promise<SQSBatchResponse>; (event: object): Promise<object> }

/** Drain a dead-letter queue or topic into letters that can be listed, mended and replayed. */
export const handler = (async (event: unknown) => {
  const { givenUp, response } = collected(event)
  const outcomes = await giveUp(ports, givenUp)
  reportFailed(log, outcomes)
  tellMetrics(outcomes)
  return response(outcomes)
}) as Handler
