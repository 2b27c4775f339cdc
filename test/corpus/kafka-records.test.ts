import { describe, expect, test } from 'vitest'
import { fromKafka } from '../../events/kafka.ts'
import { fromBase64 } from '../../events/kafka-given.ts'
import { processBatch } from '../../functions/pipeline/process-batch.ts'
import { base64, eventOf, recordOf } from '../events/kafka-events.ts'
import { bench, limits } from '../functions/pipeline/samples.ts'
import { kafkaRecords } from './kafka-records.ts'
import { expectCounted, expectLetter, good, holds, lettersOf, nameOf, run } from './queues.ts'

describe('bad records of Kafka', () => {
  test.each(kafkaRecords)('%s', async (_, record, expected, detail) => {
    const around = ['g-1', 'g-2'].map((id, at) => recordOf(good(id), { partition: 1, offset: at }))
    const ran = await run(fromKafka(eventOf(record, ...around)))
    expect(ran.outcomes.map(nameOf)).toEqual([expected, 'counted', 'counted'])
    expectCounted(ran, expected === 'counted' ? 3 : 2)
    if (expected === 'counted') return expect(lettersOf(ran)).toEqual([])
    const value = fromBase64(record.value) ?? new Uint8Array()
    expect(holds(expectLetter(ran, expected, detail), value, record)).toBe(true)
  })

  test('a dead letter that is posted again, with neither key nor headers, is the same letter or is counted', async () => {
    for (const [name, record, expected] of kafkaRecords) {
      if (expected === 'counted' || record.timestamp === -1) continue // without a time, its replay dates it
      const on = bench()
      await processBatch(on.ports, fromKafka(eventOf(record)), limits)
      const again = Buffer.from(lettersOf(on)[0]!.body, 'base64')
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
    const key = base64('lobby')
    const records = [recordOf('{', { key }), recordOf({ room: 'hall' }, { key, offset: 18 })]
    const ran = await run(fromKafka(eventOf(...records)))
    expect(lettersOf(ran).map(({ room }) => room)).toEqual(['lobby', 'hall'])
  })
})
