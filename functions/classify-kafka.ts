import { fromKafka, type KafkaBatchResponse, type KafkaEvent, toKafkaResponse } from '../events/kafka.ts'
import { readConfig } from './config.ts'
import type { HandlerContext } from './hosts/handler-context.ts'
import { countOutcomes } from './pipeline/outcome.ts'
import { processBatch } from './pipeline/process-batch.ts'
import { limitsOf, reportFailed, wireClassify } from './wire.ts'

const ports = await wireClassify(readConfig(process.env))

/** Label what was posted to a topic and count each message exactly once; those that failed come back. */
export const handler = async (event: KafkaEvent, context: HandlerContext): Promise<KafkaBatchResponse> => {
  const limits = limitsOf(context)
  const outcomes = await processBatch(ports, fromKafka(event), limits)
  reportFailed(outcomes)
  context.observe?.(countOutcomes(outcomes))
  await ports.shadow?.catchUp(limits)
  return toKafkaResponse(event, outcomes)
}
