import { EventEmitter } from 'node:events'
import type { Kafka } from 'kafkajs'
import { expect, test } from 'vitest'
import { consumeKafka, type KafkaLoopOptions } from '../../../functions/hosts/kafka-loop.ts'
import { clock } from '../../../functions/wire.ts'

/** Of a broker that was killed: what is asked of it is never answered. Each consumer is told to `born`. */
const deadKafka = (born: (consumer: EventEmitter) => void): Kafka => {
  const never = () => new Promise<never>(() => {})
  const consumer = () => {
    const events = new EventEmitter()
    born(events)
    return {
      events: { CRASH: 'crash', GROUP_JOIN: 'join' },
      on: (name: string, listener: (event: unknown) => void) => events.on(name, listener),
      ...{ connect: never, subscribe: never, run: never, disconnect: never },
    }
  }
  return { consumer } as unknown as Kafka
}

const optionsWith = (signal: AbortSignal): KafkaLoopOptions => ({
  ...{ brokers: ['127.0.0.1:1'], topic: 'posted', group: 'g', signal, clock, log: () => {} },
  ...{ callsAtOnce: 1, batchSize: 10, timeoutMs: 100, sessionTimeoutMs: 50, stopWithinMs: 50, draw: () => 0 },
})

test('a consumer that cannot leave is given up, and a new one is made', async () => {
  const stop = new AbortController()
  let made = 0
  const kafka = deadKafka(consumer => {
    made++
    if (made === 3) stop.abort()
    else setTimeout(() => consumer.emit('crash', { payload: { error: new Error('gone') } }), 5)
  })
  await consumeKafka(kafka, async () => {}, optionsWith(stop.signal))
  expect(made).toBe(3)
})

test('a stop ends, though the broker that a consumer leaves never answers', async () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 20)
  await consumeKafka(
    deadKafka(() => {}),
    async () => {},
    optionsWith(stop.signal),
  )
})
