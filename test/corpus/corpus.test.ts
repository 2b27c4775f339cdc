import type { SQSEvent } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import type { Delivery } from '../../events/delivery.ts'
import { fromKafka } from '../../events/kafka.ts'
import { fromSqs } from '../../events/sqs.ts'
import type { Outcome } from '../../functions/pipeline/outcome.ts'
import { processBatch } from '../../functions/pipeline/process-batch.ts'
import { base64, eventOf, recordOf } from '../events/kafka-events.ts'
import { type Bench, bench, limits, T } from '../functions/pipeline/samples.ts'
import { badInput, type Case, type Expected, NOW_MS, type SourceName } from './bad-input.ts'
import { corrections } from './corrections.ts'
import { kafkaRecords } from './kafka-records.ts'

/** How bodies get from a producer to the pipeline. */
const sources: Record<SourceName, (bodies: readonly Uint8Array[]) => Delivery[]> = {
  sqs: bodies =>
    fromSqs({
      Records: bodies.map((body, at) => ({
        messageId: `m-${at}`,
        body: Buffer.from(body).toString('utf8'),
        attributes: { ApproximateReceiveCount: '1' },
        eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:posted',
      })),
    } as SQSEvent),
  kafka: bodies =>
    fromKafka(eventOf(...bodies.map((body, offset) => recordOf(body, { offset, timestamp: NOW_MS })))),
}

const corpus = [...badInput, ...corrections]
const isTaken = (expected: Expected) => ['counted', 'erased'].includes(expected)

const nameOf = (outcome: Outcome | undefined) =>
  outcome?.is === 'rejected' ? outcome.reason : outcome?.is === 'failed' ? outcome.cause.message : outcome?.is
const good = (id: string) => Buffer.from(JSON.stringify({ room: 'hall', id, text: 'good', postedAt: NOW_MS }))
const letterIn = ({ contents }: Bench) => [...contents.letters.values()][0]

const expectRejected = (on: Bench, outcome: Outcome | undefined, detail: RegExp = /./) => {
  expect(outcome).toMatchObject({ is: 'rejected', detail: expect.stringMatching(detail) })
  expect(on.contents.letters.size).toBe(1)
  expect(letterIn(on)).toMatchObject({ reason: nameOf(outcome), state: 'open', rejections: 1 })
}

test('the corpus is read at the time that it was made for', () => expect(NOW_MS).toBe(T))

describe.each(Object.keys(sources) as SourceName[])('bad input from %s', source => {
  const isSkipped = ({ on }: Case) => on?.[source] !== undefined && 'skip' in on[source]
  const expectedOf = ({ on, outcome }: Case) => {
    const difference = on?.[source]
    return difference && 'outcome' in difference ? difference.outcome : outcome
  }

  test.each(corpus.filter(one => !isSkipped(one)).map(one => [one.name, one] as const))(
    '%s',
    async (_, one) => {
      const on = bench()
      const outcomes = await processBatch(
        on.ports,
        sources[source]([good('g-1'), one.body, good('g-2')]),
        limits,
      )
      expect(outcomes.map(nameOf)).toEqual(['counted', expectedOf(one), 'counted'])
      if (isTaken(expectedOf(one))) expect(on.contents.letters.size).toBe(0)
      else expectRejected(on, outcomes[1], one.detail)
    },
  )

  test('all of it in one batch: each is what it is alone, and the good ones between are counted', async () => {
    const cases = corpus.filter(one => !isSkipped(one) && !isTaken(expectedOf(one)))
    const on = bench()
    const bodies = cases.flatMap(({ body }, at) => [good(`g-${at}`), body])
    const outcomes = await processBatch(on.ports, sources[source](bodies), limits)
    expect(outcomes.map(nameOf)).toEqual(cases.flatMap(one => ['counted', expectedOf(one)]))
  })
})

describe('bad records of Kafka', () => {
  test.each(kafkaRecords)('%s', async (_, record, expected, detail) => {
    const on = bench()
    const around = ['g-1', 'g-2'].map((id, at) => recordOf(good(id), { partition: 1, offset: at }))
    const outcomes = await processBatch(on.ports, fromKafka(eventOf(record, ...around)), limits)
    expect(outcomes.map(nameOf)).toEqual([expected, 'counted', 'counted'])
    if (expected === 'counted') expect(on.contents.letters.size).toBe(0)
    else expectRejected(on, outcomes[0], detail)
  })

  test('a dead letter that is posted again, with neither key nor headers, is the same letter or is counted', async () => {
    for (const [name, record, expected] of kafkaRecords) {
      if (expected === 'counted' || record.timestamp === -1) continue // without a time, its replay dates it
      const on = bench()
      await processBatch(on.ports, fromKafka(eventOf(record)), limits)
      const again = Buffer.from(letterIn(on)!.body, 'base64')
      for (const offset of [70, 71])
        await processBatch(
          on.ports,
          fromKafka(eventOf(recordOf(again, { topic: record.topic, offset }))),
          limits,
        )
      const counted = [...on.contents.messages.values()].length
      expect([on.contents.letters.size, counted <= 1], name).toEqual([1, true])
    }
  })

  test('the room of a letter is told by the message, or by the key', async () => {
    const on = bench()
    const key = base64('lobby')
    const records = [recordOf('{', { key }), recordOf({ room: 'hall' }, { key, offset: 18 })]
    await processBatch(on.ports, fromKafka(eventOf(...records)), limits)
    expect([...on.contents.letters.values()].map(({ room }) => room)).toEqual(['lobby', 'hall'])
  })
})

test('there are at least 150 cases, each with a name of its own', () => {
  for (const names of [corpus.map(({ name }) => name), kafkaRecords.map(([name]) => name)])
    expect(new Set(names).size).toBe(names.length)
  expect(corpus.length + kafkaRecords.length).toBeGreaterThanOrEqual(150)
})
