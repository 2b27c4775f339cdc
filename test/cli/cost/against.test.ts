import { expect, test } from 'vitest'
import { againstRun } from '../../../cli/cost/against.ts'
import { invocationMs } from '../../../cli/cost/duration.ts'
import { type Consumed, noUse } from '../../../infra/emulate/consumed.ts'

const ran = {
  messages: 1000,
  rooms: 3,
  length: 80,
  questions: 0,
  memoryMb: 1024,
  model: 'sentiment',
} as const
const nothing = noUse()

test('a run is told what its own batches were to cost', () => {
  const consumed: Consumed = {
    'classify-sqs': {
      ...nothing,
      lambda: { ...nothing.lambda, invocations: 10, messages: 1000, gbSeconds: 3.6 },
      dynamoDb: { ...nothing.dynamoDb, tableWriteUnits: 2120, indexWriteUnits: 1000 },
    },
    pollers: { ...nothing, sqs: { requests: { ReceiveMessage: 100, DeleteMessageBatch: 100 }, billed: 200 } },
  }
  const [units, seconds, deletes] = againstRun(consumed, ran)
  expect(units).toMatchObject({ what: 'write units', predicted: expect.closeTo(3120, 6), consumed: 3120 })
  const tenBatches = (10 * invocationMs(ran, 100)) / 1000
  expect(seconds).toEqual({ what: 'GB-seconds', predicted: expect.closeTo(tenBatches, 6), consumed: 3.6 })
  expect(deletes).toEqual({ what: 'requests to delete', predicted: expect.closeTo(100, 6), consumed: 100 })
})

test('a run that labelled nothing says so', () =>
  expect(() => againstRun({ 'classify-sqs': nothing }, ran)).toThrow(/labelled nothing/))
