import { invocationMs } from './duration.ts'
import { batchingOf, type Plan } from './plan.ts'

/** Batches that Lambda gathers at the same time from a queue that is not behind. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
export const SQS_POLLERS = 5
/** Of infra/kafka.yml, for a topic that is not behind. */
const KAFKA_POLLERS = 1

/** Most messages in one receive. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export const MAX_RECEIVED = 10
/** Between two receives of a poller. Not documented; what it says is that messages which come singly are received singly. */
const RECEIVE_SECONDS = 0.02

export const pollersOf = ({ source }: Pick<Plan, 'source'>): number =>
  source === 'kafka' ? KAFKA_POLLERS : SQS_POLLERS

/**
 * Messages in a batch. A poller waits for the first message, gathers for the window, and takes what has come meanwhile
 * when it comes back from an invocation; the pollers share what comes. Whichever is more, up to the batch size:
 *
 *   1 + rate / pollers * window                    10/s, 5 pollers, 1 s  -> 3
 *   rate / pollers * (window + invocation)         1,000/s, 5 pollers, no window, 60 ms -> 12, so 10
 */
export const fillOf = (plan: Plan): number => {
  if (plan.fill !== undefined) return plan.fill
  const { batchSize, windowSeconds } = batchingOf(plan)
  const perPoller = plan.ratePerSecond / pollersOf(plan)
  const gathered = 1 + perPoller * windowSeconds
  let fill = Math.min(batchSize, gathered)
  for (let round = 0; round < 50; round++)
    fill = Math.min(
      batchSize,
      Math.max(gathered, perPoller * (windowSeconds + invocationMs(plan, fill) / 1000)),
    )
  return fill
}

/** Messages in one receive: those that have come since the last one. 10/s -> 1, 1,000/s -> 4, never more than a batch */
export const receivedAtOnce = (plan: Plan, fill: number): number => {
  const come = (plan.ratePerSecond / pollersOf(plan)) * RECEIVE_SECONDS
  return Math.min(MAX_RECEIVED, fill, Math.max(1, come))
}
