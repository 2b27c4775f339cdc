import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { KafkaHandler } from '../../../functions/hosts/kafka-calls.ts'
import { describeEngine } from '../../engines/engine.ts'
import { useLocalKafka } from './local-kafka.ts'
import { until } from './loop-options.ts'
import { numbered, recording, recordsOf } from './recording-kafka.ts'

describeEngine('kafka', 'a topic consumed without Lambda', () => {
  const local = useLocalKafka()

  test('every record is given once, each partition in its order, and then committed', async () => {
    const topic = await local.kafka.topic(3)
    const { handler, seen } = recording()
    await local.kafka.send(topic, ...[0, 1, 2].flatMap(partition => numbered(500, partition)))
    local.consume(topic, handler)
    await until('all are committed', async () =>
      (await local.kafka.committed(topic, `of-${topic}`)).every(offset => offset === 500),
    )
    for (const partition of [0, 1, 2])
      expect(seen.filter(one => one.partition === partition).map(({ offset }) => offset)).toEqual([
        ...Array(500).keys(),
      ])
  })

  test('a call holds records of several partitions, and no more of them than it may', async () => {
    const topic = await local.kafka.topic(3)
    const { handler, events } = recording()
    await local.kafka.send(topic, ...[0, 1, 2].flatMap(partition => numbered(30, partition)))
    local.consume(topic, handler, { batchSize: 100 })
    await until('all came', () => events.flatMap(recordsOf).length === 90)
    expect(events).toHaveLength(1)
    expect(Object.keys(events[0]!.records).toSorted()).toEqual([0, 1, 2].map(at => `${topic}-${at}`))
  })

  test('a record that fails comes again in its place until it succeeds, and none after it is skipped', async () => {
    const topic = await local.kafka.topic(2)
    let tries = 0
    const { handler, seen } = recording(value => value === 'message 7' && tries++ < 3)
    await local.kafka.send(topic, ...numbered(20), ...numbered(20, 1, 100))
    const { lines } = local.consume(topic, handler, { batchSize: 5 })
    await until('all are committed', async () =>
      (await local.kafka.committed(topic, `of-${topic}`)).every(offset => offset === 20),
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
    const topic = await local.kafka.topic(2)
    const { handler, seen } = recording(value => value === 'message 7')
    await local.kafka.send(topic, ...numbered(20), ...numbered(20, 1, 100))
    const { stop } = local.consume(topic, handler)
    await until('the other partition is done', async () => {
      const [stuck, other] = await local.kafka.committed(topic, `of-${topic}`)
      return stuck === 7 && other === 20
    })
    await local.kafka.send(topic, ...numbered(20, 1, 200))
    await until('what comes later is done', () => seen.some(({ value }) => value === 'message 219'))
    await stop()
    expect(await local.kafka.committed(topic, `of-${topic}`)).toEqual([7, 40])
  })

  test('while nothing succeeds, records are tried ever more seldom', async () => {
    const topic = await local.kafka.topic()
    let calls = 0
    await local.kafka.send(topic, ...numbered(1_000))
    local.consume(
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
    const topic = await local.kafka.topic()
    const good = recording()
    let calls = 0
    const handler: KafkaHandler = (event, context) =>
      calls++ < 2 ? bad(event, context) : good.handler(event, context)
    await local.kafka.send(topic, ...numbered(10))
    local.consume(topic, handler, { timeoutMs: 200 })
    await until('all came', () => good.seen.length === 10)
    expect(calls).toBe(3)
  })

  test('a handler that takes longer than the session keeps its partitions', async () => {
    const topic = await local.kafka.topic()
    const { handler, seen } = recording()
    const slowly: KafkaHandler = async (event, context) => {
      await delay(2_500)
      return handler(event, context)
    }
    await local.kafka.send(topic, ...numbered(10))
    const { lines } = local.consume(topic, slowly, { sessionTimeoutMs: 800 })
    await until(
      'all are committed',
      async () => (await local.kafka.committed(topic, `of-${topic}`))[0] === 10,
    )
    expect(seen).toHaveLength(10)
    expect(lines).toEqual([])
  })

  test('stopping finishes what is in hand, commits it, and leaves the group at once', async () => {
    const topic = await local.kafka.topic()
    const started = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const { handler, seen } = recording()
    await local.kafka.send(topic, ...numbered(25))
    const { stop, ended } = local.consume(
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
    expect(await local.kafka.committed(topic, `of-${topic}`)).toEqual([10])
    const { groups } = await local.kafka.admin.describeGroups([`of-${topic}`])
    expect(groups[0]!.state).toBe('Empty')
  })

  test('a stop does not wait for longer than it may; what was in hand comes again', async () => {
    const topic = await local.kafka.topic()
    const started = Promise.withResolvers<void>()
    await local.kafka.send(topic, ...numbered(5))
    const { stop } = local.consume(
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
    local.consume(topic, handler)
    await until('all came again', () => seen.length === 5)
  })
})
