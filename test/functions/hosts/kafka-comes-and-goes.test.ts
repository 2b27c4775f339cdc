import { setTimeout as delay } from 'node:timers/promises'
import kafkajs from 'kafkajs'
import { expect, test } from 'vitest'
import { kafkaClient } from '../../../functions/adapters/kafka-client.ts'
import type { KafkaHandler } from '../../../functions/hosts/kafka-calls.ts'
import { describeEngine } from '../../engines/engine.ts'
import { consumeLocal, useLocalKafka } from './local-kafka.ts'
import { until } from './loop-options.ts'
import { numbered, recording } from './recording-kafka.ts'

describeEngine('kafka', 'a topic whose consumers and brokers come and go', () => {
  const local = useLocalKafka()

  test('partitions are dealt anew as consumers come and go, and each record is settled by one of them', async () => {
    const topic = await local.kafka.topic(4)
    const group = { group: `of-${topic}` }
    const all = recording()
    const slowly: KafkaHandler = async (event, context) => {
      await delay(20)
      return all.handler(event, context)
    }
    let sent = 0
    const send = async () => {
      await local.kafka.send(topic, ...[0, 1, 2, 3].flatMap(partition => numbered(50, partition, sent)))
      sent += 50
    }
    const dealt: number[][] = []
    const first = local.consume(topic, slowly, {
      batchSize: 10,
      assigned: one => dealt.push([...one]),
      ...group,
    })
    for (let round = 0; round < 3; round++) {
      await send()
      const other = local.consume(topic, slowly, { batchSize: 10, ...group })
      await delay(1_000)
      await send()
      await other.stop()
    }
    await until('all are committed', async () =>
      (await local.kafka.committed(topic, group.group)).every(offset => offset === sent),
    )
    await first.stop()
    expect(dealt.some(({ length }) => length === 4) && dealt.some(({ length }) => length === 2)).toBe(true)
    expect(new Set(all.seen.map(({ partition, offset }) => `${partition}@${offset}`)).size).toBe(4 * sent)
  })

  test('a consumer that the group has given up is made anew, and nothing is skipped', async () => {
    const topic = await local.kafka.topic()
    const { handler, seen } = recording()
    local.consume(topic, handler, { sessionTimeoutMs: 600 })
    await local.kafka.send(topic, ...numbered(10))
    await until('the first came', () => seen.length === 10)
    for (let round = 1; round <= 2; round++) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000) // no heartbeat, no answer
      await local.kafka.send(topic, ...numbered(10, 0, 10 * round))
      await until('the next came', () => seen.some(({ value }) => value === `message ${10 * round + 9}`))
    }
    expect(new Set(seen.map(({ offset }) => offset))).toEqual(new Set(Array(30).keys()))
  })

  test('where a broker is killed, it is said of what the consumer died, and once the broker is back, that it goes on', async () => {
    const topic = await local.kafka.topic()
    const { handler, seen } = recording()
    const impatient = { ...local.kafka, kafka: kafkaClient(local.kafka.broker, { patience: 1 }) }
    const { lines, stop } = consumeLocal(impatient, topic, handler)
    local.opened.push({ stop })
    await local.kafka.send(topic, ...numbered(10))
    await until('the first came', () => seen.length === 10)
    await local.kafka.broker.kill()
    await until('the consumer died', () => lines.length > 0, 60_000)
    await local.kafka.broker.restart()
    await local.kafka.send(topic, ...numbered(10, 0, 10))
    await until('the next came', () => seen.some(({ value }) => value === 'message 19'), 60_000)
    expect(new Set(seen.map(({ offset }) => offset))).toEqual(new Set(Array(20).keys()))
    expect([lines[0], lines.at(-1)]).toEqual([
      expect.stringMatching(
        /^the consumer of topic "posted-\d+" ended \(no broker answers at 127\.0\.0\.1:\d+ .*; it is made anew until one stays$/,
      ),
      `consuming topic "${topic}" again`,
    ])
  }, 150_000)

  test('a batch that unpacks to more than memory is for is not read, and the line about it says what to do', async () => {
    const topic = await local.kafka.topic()
    const { handler, seen } = recording()
    await local.kafka.send(topic, ...numbered(3))
    const bomb = { key: 'room', value: Buffer.alloc(65 * 1024 * 1024) }
    await local.kafka.producer.send({ topic, messages: [bomb], compression: kafkajs.CompressionTypes.GZIP })
    const { lines } = local.consume(topic, handler)
    const why = /the batch at offsets 3 to 3 unpacks to more than 64 MiB; .* --from 4 --skip"/
    await until('it says so', () => lines.some(line => why.test(line)))
    expect(seen.length).toBeLessThanOrEqual(3)
    expect(process.memoryUsage().rss).toBeLessThan(2e9)
  })
})
