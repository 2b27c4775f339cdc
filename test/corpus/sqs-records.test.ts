import type { SQSEvent } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import { fromSqs, toSqsResponse } from '../../events/sqs.ts'
import { expectCounted, expectLetter, good, lettersOf, nameOf, run, sqsRecordOf } from './queues.ts'
import { sqsRecords } from './sqs-records.ts'

describe('bad records of SQS', () => {
  test.each(sqsRecords.map(one => [one.name, one] as const))(
    '%s',
    async (_, { record, outcome, kept, queue }) => {
      const event = {
        Records: [sqsRecordOf(good('g-1'), 1), record, sqsRecordOf(good('g-2'), 2)],
      } as SQSEvent
      const ran = await run(fromSqs(event))
      expect(ran.outcomes.map(nameOf)).toEqual(['counted', outcome, 'counted'])
      expect(toSqsResponse(event, ran.outcomes)).toEqual({ batchItemFailures: [] })
      expectCounted(ran, outcome === 'counted' ? 3 : 2)
      if (outcome === 'counted') return expect(lettersOf(ran)).toEqual([])
      expect(expectLetter(ran, outcome).toString()).toBe(kept)
      if (queue !== undefined) expect(lettersOf(ran)[0]!.origin.name).toBe(queue)
    },
  )
})
