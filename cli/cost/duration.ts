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

type Network = { aloneMs: number; batchedMs: number }

/** Processor time of a network for one of so many texts, on a whole core. */
const networkMs = ({ aloneMs, batchedMs }: Network, length: number, together: number): number =>
  (batchedMs + (aloneMs - batchedMs) / together) * (length / measured.characters)

/** For a label, of one of `fill` messages. sentiment, 116 characters: alone 3.6 ms, of many 2.7 ms */
export const modelMs = ({ model, length }: Pick<Plan, 'model' | 'length'>, fill: number): number =>
  networkMs(measured.models[model], length, fill)

/** For the vectors of the questions among them, a message in the mean: of a hundred, the quarter that asks is encoded together. */
export const encoderMs = ({ length, questions }: Pick<Plan, 'length' | 'questions'>, fill: number): number =>
  questions * networkMs(measured.encoder, length, Math.max(1, questions * fill))

type Batched = Pick<Plan, 'model' | 'length' | 'questions' | 'memoryMb' | 'rooms'>

/** How long a batch takes, in whole milliseconds as they are billed. 1 message of 80 characters at 1,024 MB -> 21 ms */
export const invocationMs = (plan: Batched, fill: number): number => {
  const { chunkMs, messageMs, strain } = measured.handler
  const networksMs = modelMs(plan, fill) + encoderMs(plan, fill)
  const processorMs = strain * (chunksIn(fill, plan.rooms) * chunkMs + fill * (messageMs + networksMs))
  return Math.ceil(processorMs / shareOf(plan.memoryMb) + STORE_WAIT_MS)
}

/** How long a new process takes to be ready, and to load the encoder when the first question comes. */
export const initMs = ({ memoryMb, questions }: Pick<Plan, 'memoryMb' | 'questions'>): number =>
  Math.ceil((measured.initMs + (questions > 0 ? measured.encoder.loadMs : 0)) / shareOf(memoryMb))
