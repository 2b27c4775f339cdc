import { chunksIn } from './chunks.ts'
import measured from './measured.json' with { type: 'json' }
import type { Plan } from './plan.ts'

/** Memory that buys one processor. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_VCPU = 1769

/**
 * What an invocation waits for DynamoDB: a transaction of two round trips within it. Not measured, because it takes an
 * account; tens of milliseconds cost cents per million.
 */
const STORE_WAIT_MS = 15

/** The part of a processor that a function of so much memory has; more than one does not help one thread. */
export const shareOf = (memoryMb: number): number => Math.min(1, memoryMb / MB_PER_VCPU)

/** Processor time for one of `fill` messages, on a whole core. sentiment, 116 characters: alone 3.6 ms, of many 2.7 ms */
export const modelMs = ({ model, length }: Pick<Plan, 'model' | 'length'>, fill: number): number => {
  const { aloneMs, batchedMs } = measured.models[model]
  return (batchedMs + (aloneMs - batchedMs) / fill) * (length / measured.characters)
}

type Batched = Pick<Plan, 'model' | 'length' | 'memoryMb' | 'rooms'>

/** How long a batch takes, in whole milliseconds as they are billed. 1 message of 80 characters at 1,024 MB -> 21 ms */
export const invocationMs = (plan: Batched, fill: number): number => {
  const { chunkMs, messageMs } = measured.handler
  const processorMs = chunksIn(fill, plan.rooms) * chunkMs + fill * (messageMs + modelMs(plan, fill))
  return Math.ceil(processorMs / shareOf(plan.memoryMb) + STORE_WAIT_MS)
}

/** How long a new process takes to be ready. */
export const initMs = ({ memoryMb }: Pick<Plan, 'memoryMb'>): number =>
  Math.ceil(measured.initMs / shareOf(memoryMb))
