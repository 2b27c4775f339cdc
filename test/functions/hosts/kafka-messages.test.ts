import kafkajs, { type Message } from 'kafkajs'
import { expect, test } from 'vitest'
import { fromKafka, toKafkaResponse } from '../../../events/kafka.ts'
import { writeMessage } from '../../../events/message.ts'
import { kafkaQueues } from '../../../functions/adapters/kafka-queue.ts'
import type { KafkaHandler } from '../../../functions/hosts/kafka-calls.ts'
import { editLetter } from '../../../functions/pipeline/edit-letter.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { replayLetters } from '../../../functions/pipeline/replay.ts'
import { describeEngine } from '../../engines/engine.ts'
import { bench, tallyIn } from '../pipeline/samples.ts'
import { consumeLocal, useLocalKafka } from './local-kafka.ts'
import { until } from './loop-options.ts'

/** The pipeline over ports that live in memory, behind the handler that a host calls. */
const counting = () => {
  const on = bench({ clock: { now: Date.now, sleep: async () => {} } })
  const handler: KafkaHandler = async (event, context) => {
    const limits = { deadlineMs: Date.now() + context.getRemainingTimeInMillis() }
    return toKafkaResponse(event, await processBatch(on.ports, fromKafka(event), limits))
  }
  return { on, handler, letters: () => [...on.contents.letters.values()] }
}

const ofEvent = (id: string, text: string): Message => ({
  key: 'hall',
  value: JSON.stringify({ text }),
  headers: {
    ce_specversion: '1.0',
    ce_type: 'roomtone.message.posted',
    ce_source: 'chat',
    ce_id: id,
    'content-type': 'application/json',
  },
})

describeEngine('kafka', 'messages as producers write them', () => {
  const local = useLocalKafka()
  /** A topic with these records, and what counts them. */
  const counted = async (...messages: Message[]) => {
    const topic = await local.kafka.topic()
    await local.kafka.send(topic, ...messages)
    const counter = counting()
    local.consume(topic, counter.handler)
    const settled = (offset: number) =>
      until('all is committed', async () => (await local.kafka.committed(topic, `of-${topic}`))[0] === offset)
    await settled(messages.length)
    return { topic, ...counter, settled }
  }

  test('bare JSON and CloudEvents in both modes are counted, in the room of the key where they name none', async () => {
    const { on, letters } = await counted(
      { key: 'hall', value: JSON.stringify({ id: 'a', text: 'good' }) },
      { key: 'hall', value: JSON.stringify({ text: 'without an id' }) },
      {
        key: 'other',
        value: writeMessage({
          room: 'hall',
          source: 's',
          id: 'b',
          revision: 0,
          text: 'good',
          postedAt: Date.now(),
        }),
      },
      ofEvent('c', 'good'),
    )
    expect(letters()).toEqual([])
    expect(tallyIn(on, 'hall').n).toBe(4)
    expect(
      [...on.contents.messages.values()].map(message => 'id' in message && message.id).toSorted(),
    ).toEqual(['a', 'b', 'c', expect.stringMatching(/^posted-\d+-0@1$/)])
  })

  test('what is no message is a dead letter, and holds up nothing that comes after it', async () => {
    const { on, letters } = await counted(
      { key: 'hall', value: null },
      { key: null, value: JSON.stringify({ id: 'a', text: 'no room' }) },
      { key: 'hall', value: '{ cut short' },
      { key: 'hall', value: Buffer.from([0xff, 0xfe]) },
      { key: 'hall', value: 'x'.repeat(500_000) },
      ofEvent('c', 'good'),
    )
    expect(tallyIn(on, 'hall').n).toBe(1)
    expect(letters().map(({ reason }) => reason)).toEqual([
      'bad-shape',
      'bad-shape',
      'not-json',
      'not-utf8',
      'too-large',
    ])
  })

  test.each([
    ['gzip', kafkajs.CompressionTypes.GZIP],
    ['zstd', kafkajs.CompressionTypes.ZSTD],
  ])('a batch that the producer compressed with %s is read', async (_, compression) => {
    const topic = await local.kafka.topic()
    const messages = Array.from({ length: 50 }, (_, at) => ofEvent(`m-${at}`, 'good'))
    await local.kafka.producer.send({ topic, messages, compression })
    const { on, handler } = counting()
    local.consume(topic, handler)
    await until('all are counted', () => tallyIn(on, 'hall').n === 50)
  })

  test.each(['gzip', 'snappy', 'lz4', 'zstd'])(
    'a batch that the broker compressed with %s is read, every byte as it was posted',
    async type => {
      const topic = await local.kafka.topic(1, [{ name: 'compression.type', value: type }])
      // Enough for several blocks of either format.
      const posted = Array.from({ length: 3_000 }, (_, at) => ({
        key: 'hall',
        value: JSON.stringify({ id: `m-${at}`, text: `good ${at} `.repeat(1 + (at % 20)) }),
      }))
      await local.kafka.send(topic, ...posted)
      const values: string[] = []
      const handler: KafkaHandler = async ({ records }) => {
        for (const record of Object.values(records).flat())
          values.push(Buffer.from(String(record.value), 'base64').toString())
      }
      local.consume(topic, handler)
      await until('all came', () => values.length === posted.length)
      expect(values).toEqual(posted.map(({ value }) => value))
    },
  )

  test('a dead letter that is mended goes to its topic again, with its room as key, and is counted once', async () => {
    const { topic, on, letters, settled } = await counted({ key: 'hall', value: '{ "text": "good"' })
    const [letter] = letters()
    const queues = kafkaQueues(local.kafka.kafka, local.kafka.broker.brokers)
    local.opened.push({ stop: queues.close })
    const ports = { letters: on.letters, clock: on.clock, queueFor: () => queues.queueOf(topic) }
    const mended = { room: 'hall', id: 'mended', text: 'good', postedAt: Date.now() }
    expect(await editLetter(ports, letter!, Buffer.from(JSON.stringify(mended)))).toMatchObject({
      is: 'edited',
    })
    for (let replays = 1; replays <= 2; replays++) {
      await replayLetters(ports, [letter!.key])
      await settled(1 + replays)
    }
    expect(tallyIn(on, 'hall').n).toBe(1)
    const keys: string[] = []
    local.opened.push(
      consumeLocal(
        local.kafka,
        topic,
        async ({ records }) => {
          keys.push(
            ...Object.values(records)
              .flat()
              .map(({ key }) => Buffer.from(String(key), 'base64').toString()),
          )
        },
        { group: 'looking' },
      ),
    )
    await until('they were seen', () => keys.length === 3)
    expect(keys).toEqual(['hall', 'hall', 'hall'])
  })

  test('a topic that is not there is not made by posting to it, and the error says what to do', async () => {
    const queues = kafkaQueues(local.kafka.kafka, local.kafka.broker.brokers)
    local.opened.push({ stop: queues.close })
    await expect(queues.queueOf('nowhere').send(['{}'])).rejects.toThrow(
      /^there is no topic "nowhere" at 127\.0\.0\.1:\d+, or this user may not see it: create it/,
    )
  })

  test('a message larger than the topic takes is refused with what would help', async () => {
    const topic = await local.kafka.topic(1, [{ name: 'max.message.bytes', value: '2000' }])
    const queues = kafkaQueues(local.kafka.kafka, local.kafka.broker.brokers)
    local.opened.push({ stop: queues.close })
    await expect(queues.queueOf(topic).send(['x'.repeat(3_000)])).rejects.toThrow(
      /raise its max\.message\.bytes/,
    )
  })
})
