import { setTimeout as delay } from 'node:timers/promises'
import kafkajs from 'kafkajs'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { KafkaEvent } from '../../../events/kafka.ts'
import { kafkaClient } from '../../../functions/adapters/kafka-client.ts'
import type { KafkaHandler } from '../../../functions/hosts/kafka-calls.ts'
import { describeEngine } from '../../engines/engine.ts'
import { consumeLocal, type LocalKafka, openLocalKafka } from './local-kafka.ts'
import { until } from './loop-options.ts'

const recordsOf = ({ records }: KafkaEvent) => Object.values(records).flat()
const textOf = ({ value }: { value?: unknown }) => Buffer.from(String(value), 'base64').toString()

/** Answers as `judge` says of each value: it failed, or not. What it was given is in `seen`, in order. */
const recording = (judge: (value: string) => boolean = () => false) => {
  const seen: { partition: number; offset: number; value: string }[] = []
  const events: KafkaEvent[] = []
  const handler: KafkaHandler = async event => {
    events.push(event)
    const records = recordsOf(event)
    seen.push(...records.map(record => ({ ...record, value: textOf(record) })))
    const failed = records.filter(record => judge(textOf(record)))
    return {
      batchItemFailures: failed.map(({ topic, partition, offset }) => ({
        itemIdentifier: { partition: `${topic}-${partition}`, offset },
      })),
    }
  }
  return { handler, seen, events }
}

const numbered = (count: number, partition = 0, from = 0) =>
  Array.from({ length: count }, (_, at) => ({ partition, value: `message ${from + at}` }))

describeEngine('kafka', 'a topic consumed without Lambda', () => {
  let kafka: LocalKafka
  beforeAll(async () => {
    kafka = await openLocalKafka()
  })
  afterAll(() => kafka.close())

  const opened: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.stop()
  })
  const consume = (
    ...args: Parameters<typeof consumeLocal> extends [unknown, ...infer Rest] ? Rest : never
  ) => {
    const consumer = consumeLocal(kafka, ...args)
    opened.push(consumer)
    return consumer
  }

  test('every record is given once, each partition in its order, and then committed', async () => {
    const topic = await kafka.topic(3)
    const { handler, seen } = recording()
    await kafka.send(topic, ...[0, 1, 2].flatMap(partition => numbered(500, partition)))
    consume(topic, handler)
    await until('all are committed', async () =>
      (await kafka.committed(topic, `of-${topic}`)).every(offset => offset === 500),
    )
    for (const partition of [0, 1, 2])
      expect(seen.filter(one => one.partition === partition).map(({ offset }) => offset)).toEqual([
        ...Array(500).keys(),
      ])
  })

  test('a call holds records of several partitions, and no more of them than it may', async () => {
    const topic = await kafka.topic(3)
    const { handler, events } = recording()
    await kafka.send(topic, ...[0, 1, 2].flatMap(partition => numbered(30, partition)))
    consume(topic, handler, { batchSize: 100 })
    await until('all came', () => events.flatMap(recordsOf).length === 90)
    expect(events).toHaveLength(1)
    expect(Object.keys(events[0]!.records).toSorted()).toEqual([0, 1, 2].map(at => `${topic}-${at}`))
  })

  test('a record that fails comes again in its place until it succeeds, and none after it is skipped', async () => {
    const topic = await kafka.topic(2)
    let tries = 0
    const { handler, seen } = recording(value => value === 'message 7' && tries++ < 3)
    await kafka.send(topic, ...numbered(20), ...numbered(20, 1, 100))
    const { lines } = consume(topic, handler, { batchSize: 5 })
    await until('all are committed', async () =>
      (await kafka.committed(topic, `of-${topic}`)).every(offset => offset === 20),
    )
    expect(seen.filter(({ value }) => value === 'message 7')).toHaveLength(4)
    const order = seen.filter(({ partition }) => partition === 0).map(({ offset }) => offset)
    const first = [...Array(20).keys()].map(offset => order.indexOf(offset))
    expect(first).toEqual(first.toSorted((a, b) => a - b))
    expect(lines).toEqual([
      `partition ${topic}-0 waits at ${topic}-0@7, which failed; it is tried until it succeeds`,
      expect.stringMatching(/^partition posted-\d+-0 goes on after \d+ ms$/),
    ])
  })

  test('nothing at or after a record that fails is committed, and the other partitions go on', async () => {
    const topic = await kafka.topic(2)
    const { handler, seen } = recording(value => value === 'message 7')
    await kafka.send(topic, ...numbered(20), ...numbered(20, 1, 100))
    const { stop } = consume(topic, handler)
    await until('the other partition is done', async () => {
      const [stuck, other] = await kafka.committed(topic, `of-${topic}`)
      return stuck === 7 && other === 20
    })
    await kafka.send(topic, ...numbered(20, 1, 200))
    await until('what comes later is done', () => seen.some(({ value }) => value === 'message 219'))
    await stop()
    expect(await kafka.committed(topic, `of-${topic}`)).toEqual([7, 40])
  })

  test('while nothing succeeds, records are tried ever more seldom', async () => {
    const topic = await kafka.topic()
    let calls = 0
    await kafka.send(topic, ...numbered(1_000))
    consume(
      topic,
      async () => {
        calls++
        throw new Error('the store is away')
      },
      { draw: () => 1 },
    )
    await until('it was called', () => calls > 0)
    await delay(3_000)
    expect(calls).toBeGreaterThan(2)
    expect(calls).toBeLessThan(8)
  })

  test.each<[string, KafkaHandler]>([
    ['throws', async () => Promise.reject(new Error('out of memory'))],
    [
      'names what was not in the call',
      async () => ({ batchItemFailures: [{ itemIdentifier: { partition: 'other-0', offset: 0 } }] }),
    ],
    ['does not answer in time', () => new Promise<never>(() => {})],
  ])('where the handler %s, nothing is committed and all comes again', async (_, bad) => {
    const topic = await kafka.topic()
    const good = recording()
    let calls = 0
    const handler: KafkaHandler = (event, context) =>
      calls++ < 2 ? bad(event, context) : good.handler(event, context)
    await kafka.send(topic, ...numbered(10))
    consume(topic, handler, { timeoutMs: 200 })
    await until('all came', () => good.seen.length === 10)
    expect(calls).toBe(3)
  })

  test('a handler that takes longer than the session keeps its partitions', async () => {
    const topic = await kafka.topic()
    const { handler, seen } = recording()
    const slowly: KafkaHandler = async (event, context) => {
      await delay(2_500)
      return handler(event, context)
    }
    await kafka.send(topic, ...numbered(10))
    const { lines } = consume(topic, slowly, { sessionTimeoutMs: 800 })
    await until('all are committed', async () => (await kafka.committed(topic, `of-${topic}`))[0] === 10)
    expect(seen).toHaveLength(10)
    expect(lines).toEqual([])
  })

  test('stopping finishes what is in hand, commits it, and leaves the group at once', async () => {
    const topic = await kafka.topic()
    const started = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const { handler, seen } = recording()
    await kafka.send(topic, ...numbered(25))
    const { stop, ended } = consume(
      topic,
      async (event, context) => {
        started.resolve()
        await release.promise
        return handler(event, context)
      },
      { batchSize: 10 },
    )
    await started.promise
    const stopped = stop()
    expect(await Promise.race([ended, delay(300, 'still at it')])).toBe('still at it')
    release.resolve()
    await stopped
    expect(seen).toHaveLength(10)
    expect(await kafka.committed(topic, `of-${topic}`)).toEqual([10])
    const { groups } = await kafka.admin.describeGroups([`of-${topic}`])
    expect(groups[0]!.state).toBe('Empty')
  })

  test('a stop does not wait for longer than it may; what was in hand comes again', async () => {
    const topic = await kafka.topic()
    const started = Promise.withResolvers<void>()
    await kafka.send(topic, ...numbered(5))
    const { stop } = consume(
      topic,
      () => {
        started.resolve()
        return new Promise<never>(() => {})
      },
      { stopWithinMs: 100 },
    )
    await started.promise
    expect(await Promise.race([stop().then(() => 'it ended'), delay(3_000, 'it waits')])).toBe('it ended')
    const { handler, seen } = recording()
    consume(topic, handler)
    await until('all came again', () => seen.length === 5)
  })

  test('partitions are dealt anew as consumers come and go, and each record is settled by one of them', async () => {
    const topic = await kafka.topic(4)
    const group = { group: `of-${topic}` }
    const all = recording()
    const slowly: KafkaHandler = async (event, context) => {
      await delay(20)
      return all.handler(event, context)
    }
    let sent = 0
    const send = async () => {
      await kafka.send(topic, ...[0, 1, 2, 3].flatMap(partition => numbered(50, partition, sent)))
      sent += 50
    }
    const dealt: number[][] = []
    const first = consume(topic, slowly, { batchSize: 10, assigned: one => dealt.push([...one]), ...group })
    for (let round = 0; round < 3; round++) {
      await send()
      const other = consume(topic, slowly, { batchSize: 10, ...group })
      await delay(1_000)
      await send()
      await other.stop()
    }
    await until('all are committed', async () =>
      (await kafka.committed(topic, group.group)).every(offset => offset === sent),
    )
    await first.stop()
    expect(dealt.some(({ length }) => length === 4) && dealt.some(({ length }) => length === 2)).toBe(true)
    expect(new Set(all.seen.map(({ partition, offset }) => `${partition}@${offset}`)).size).toBe(4 * sent)
  })

  test('a consumer that the group has given up is made anew, and nothing is skipped', async () => {
    const topic = await kafka.topic()
    const { handler, seen } = recording()
    consume(topic, handler, { sessionTimeoutMs: 600 })
    await kafka.send(topic, ...numbered(10))
    await until('the first came', () => seen.length === 10)
    for (let round = 1; round <= 2; round++) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000) // no heartbeat, no answer
      await kafka.send(topic, ...numbered(10, 0, 10 * round))
      await until('the next came', () => seen.some(({ value }) => value === `message ${10 * round + 9}`))
    }
    expect(new Set(seen.map(({ offset }) => offset))).toEqual(new Set(Array(30).keys()))
  })

  test('where a broker is killed, it is said of what the consumer died, and once the broker is back, that it goes on', async () => {
    const topic = await kafka.topic()
    const { handler, seen } = recording()
    const impatient = { ...kafka, kafka: kafkaClient(kafka.broker, { patience: 1 }) }
    const { lines, stop } = consumeLocal(impatient, topic, handler)
    opened.push({ stop })
    await kafka.send(topic, ...numbered(10))
    await until('the first came', () => seen.length === 10)
    await kafka.broker.kill()
    await until('the consumer died', () => lines.length > 0, 60_000)
    await kafka.broker.restart()
    await kafka.send(topic, ...numbered(10, 0, 10))
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
    const topic = await kafka.topic()
    const { handler, seen } = recording()
    await kafka.send(topic, ...numbered(3))
    const bomb = { key: 'room', value: Buffer.alloc(65 * 1024 * 1024) }
    await kafka.producer.send({ topic, messages: [bomb], compression: kafkajs.CompressionTypes.GZIP })
    const { lines } = consume(topic, handler)
    const why = /the batch at offsets 3 to 3 unpacks to more than 64 MiB; .* --from 4 --skip"/
    await until('it says so', () => lines.some(line => why.test(line)))
    expect(seen.length).toBeLessThanOrEqual(3)
    expect(process.memoryUsage().rss).toBeLessThan(2e9)
  })
})
