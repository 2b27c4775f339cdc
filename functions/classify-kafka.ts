import { fromKafka, type KafkaBatchResponse, type KafkaEvent, toKafkaResponse } from '../events/kafka.ts'
import { readConfig } from './config.ts'
import type { HandlerContext } from './hosts/handler-context.ts'
import { processBatch } from './pipeline/process-batch.ts'
import { batchTeller } from './tell-batch.ts'
import { limitsOf, wireClassify } from './wire.ts'

const config = readConfig(process.env)
const ports = await wireClassify(config)
const tell = batchTeller(config, ports.meter, Math.random)

/** Label what was posted to a topic and count each message exactly once; those that failed come back. */
export const handler = async (event: KafkaEvent, context: HandlerContext): Promise<KafkaBatchResponse> => {
  const limits = limitsOf(context)
  const outcomes = await processBatch(ports, fromKafka(event), limits)
  tell(outcomes, context)
  await ports.shadow?.catchUp(limits)
  return toKafkaResponse(event, outcomes)
}
