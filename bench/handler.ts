import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { fromSqs } from '../events/sqs.ts'
import { dynamoStore } from '../functions/adapters/dynamodb-store.ts'
import type { Classifier, Ports } from '../functions/pipeline/ports.ts'
import { processBatch } from '../functions/pipeline/process-batch.ts'
import { clock } from '../functions/wire.ts'
import { median } from './quantile.ts'
import { benchTexts } from './texts.ts'

const SIZES = [1, 10, 100]
const ROOMS = 3
const ROUNDS = 7
const ROUND_MESSAGES = 3_000

/** Processor time of a batch beside the model: decoding, settling, the SDK's signing and writing; milliseconds. */
export type Result = { batches: { size: number; ms: number }[]; chunkMs: number; messageMs: number }

/** DynamoDB answers at once that all is well. */
const store = dynamoStore(
  new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    requestHandler: {
      handle: async () => ({
        response: { statusCode: 200, headers: {}, body: Buffer.from('{"Responses":{}}') },
      }),
    },
  }),
  'table',
  clock,
)
const classifier: Classifier = {
  model: 'bench@0',
  classify: async texts =>
    texts.map(() => ({
      ...{ is: 'labelled', label: 'neutral', confidence: 0.8, score: 12, sure: true, kind: 'comment' },
      ...{ offensive: 0.01, flagged: false, probabilities: { negative: 0.1, neutral: 0.8, positive: 0.1 } },
    })),
}
const ports: Ports = { ...store, classifier, clock, draw: Math.random }
const texts = benchTexts(500)
let posted = 0

const recordOf = () => {
  const at = posted++
  const room = `room-${at % ROOMS}`
  const body = JSON.stringify({ room, id: `m-${at}`, text: texts[at % texts.length], postedAt: Date.now() })
  const attributes = { ApproximateReceiveCount: '1' }
  return {
    messageId: String(at),
    body,
    attributes,
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:posted',
  }
}

/** Milliseconds of processor for a batch of so many. */
const measure = async (size: number): Promise<number> => {
  const batches = Array.from({ length: Math.ceil(ROUND_MESSAGES / size) }, () => ({
    Records: Array.from({ length: size }, recordOf),
  }))
  const before = process.cpuUsage()
  for (const batch of batches)
    await processBatch(ports, fromSqs(batch as never), { deadlineMs: Date.now() + 60_000 })
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / batches.length
}

/** Of a message alone, which is one chunk, and of a batch with a chunk for each room: [1: 0.8, 100: 11.7] -> 0.7 a chunk, 0.1 a message */
const partsOf = (alone: number, full: number, size: number) => {
  const messageMs = (full - ROOMS * alone) / (size - ROOMS)
  return { chunkMs: alone - messageMs, messageMs }
}

export const run = async ({ json }: { json: boolean }): Promise<void> => {
  for (const size of SIZES) await measure(size) // what is compiled on the way is not to be counted
  const batches = []
  for (const size of SIZES) {
    const rounds = []
    for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(size))
    batches.push({ size, ms: median(rounds) })
  }
  const [alone, full] = [batches[0]!, batches.at(-1)!]
  const result: Result = { batches, ...partsOf(alone.ms, full.ms, full.size) }
  console.log(json ? JSON.stringify(result) : describe(result))
}

const describe = ({ batches, chunkMs, messageMs }: Result): string =>
  [
    `processor time of a batch in ${ROOMS} rooms, beside the model; DynamoDB answers at once`,
    ...batches.map(({ size, ms }) => `${String(size).padStart(12)} messages ${ms.toFixed(2).padStart(9)} ms`),
    `each room in it ${chunkMs.toFixed(2)} ms and each message ${messageMs.toFixed(3)} ms`,
  ].join('\n')
