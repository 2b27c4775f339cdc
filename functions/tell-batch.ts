import type { HandlerContext } from './hosts/handler-context.ts'
import { type Log, openLog, reportFailed } from './log.ts'
import type { Meter } from './pipeline/metering.ts'
import { countOutcomes, type Outcome } from './pipeline/outcome.ts'

/** As Lambda's context has it; a host has none. */
type Context = HandlerContext & { awsRequestId?: string }

export type TellOptions = { functionName?: string | undefined; logSample: number }

/**
 * What became of a batch: told to the host that asks for it, to the metrics, and in the log where messages come back, or
 * where this batch is drawn to show what a usual one looks like. `leftMs` of the time-out were left when it was done.
 */
export const batchTeller = (
  { functionName, logSample }: TellOptions,
  meter: Pick<Meter, 'settled'> | undefined,
  draw: () => number,
  log: Log = openLog({ functionName }),
): ((outcomes: readonly Outcome[], context: Context) => void) => {
  const isShown = () => functionName !== undefined && draw() < logSample
  return (outcomes, context) => {
    const requestId = context.awsRequestId
    const fields = requestId === undefined ? {} : { requestId }
    reportFailed(log, outcomes, fields)
    const counts = countOutcomes(outcomes)
    if (isShown()) log('INFO', 'a batch', { ...fields, ...some(counts), leftMs: leftOf(context) })
    context.observe?.(counts)
    meter?.settled(outcomes)
  }
}

const leftOf = (context: Context) => Math.round(context.getRemainingTimeInMillis())

const some = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
