import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pRetry from 'p-retry'
import { grouped } from '../../../cli/terminal.ts'
import { kafkaClient } from '../../../functions/adapters/kafka-client.ts'
import { rewindGroup } from '../../../functions/adapters/kafka-rewind.ts'
import { openSqliteStore } from '../../../functions/adapters/sqlite-store.ts'
import { startKafka } from '../../engines/kafka.ts'
import { drawFrom, makeTraffic } from '../traffic.ts'
import { type Consumers, consumersOf } from './consumers.ts'
import { PARTITIONS, recordsOf, withFaultsOfKafka } from './records.ts'
import { type Topic, topicOn } from './topic.ts'
import { judge } from './verdict.ts'

export type KafkaProof = {
  seed: number
  messages: number
  /** Records a second, so that what is done to the consumers hits the middle of it. */
  rate: number
  step: (text: string) => void
}

const TOPIC = 'posted'
const GROUP = 'roomtone'
const MODEL = fileURLToPath(new URL('../../../models/nano', import.meta.url))
/** Records of one request: so many, and at least so many requests. */
const MAX_BATCH = 500
const MIN_BATCHES = 100

/**
 * A real broker and consumers in processes of their own, on one store. While messages come in, consumers are killed and
 * started, join and leave, and the broker is killed once; then everything is read again from the beginning. What is not
 * as it should be.
 */
export const proveKafka = async ({ seed, messages, rate, step }: KafkaProof): Promise<string[]> => {
  await using cleanup = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'roomtone-prove-'))
  cleanup.defer(() => rm(folder, { recursive: true, force: true }))
  const draw = drawFrom(seed)
  const sizes = { messages, malformed: 24, erased: 0 }
  const traffic = withFaultsOfKafka(makeTraffic(draw, Date.now(), sizes))
  const records = recordsOf(traffic, draw, Math.floor(messages / 50))
  step(
    `seed ${seed}: ${grouped(messages)} messages for ${traffic.rooms.length} rooms, ${grouped(records.length)} records with repeats, ${traffic.malformed.length} malformed ones and 1 conflict`,
  )
  const broker = await startKafka()
  cleanup.defer(broker.stop)
  const kafka = kafkaClient(broker, { patience: 2 })
  const topic = await topicOn(kafka, TOPIC, GROUP)
  cleanup.defer(topic.close)
  const sqlite = openSqliteStore(folder)
  cleanup.defer(async () => sqlite.close())
  const consumers = consumersOf([broker.brokers.join(), TOPIC, GROUP, `sqlite:${folder}`, MODEL])
  cleanup.defer(consumers.end)
  const countNow = () => counted(sqlite, traffic.rooms)
  step(`started a broker, a topic of ${PARTITIONS} partitions, and two consumers`)
  await Promise.all([consumers.start(), consumers.start()])

  await feed(topic, records, rate, eventsOf({ broker, consumers, step, countNow }))
  await topic.drained()
  const once = await judge(sqlite, traffic)
  step(`all of it read: ${once.says}`)

  await Promise.all(consumers.running().map(({ stop }) => stop()))
  const before = { ...consumers.counts() }
  const wanted = { topic: TOPIC, group: GROUP, from: { offset: 0 }, skip: false, nowMs: Date.now() }
  // One that was stopped while it joined is missed after its session.
  await pRetry(() => rewindGroup(kafka, broker.brokers, wanted), { retries: 10, maxTimeout: 2_000 })
  await Promise.all([consumers.start(), consumers.start()])
  await topic.drained()
  await Promise.all(consumers.running().map(({ stop }) => stop())) // they tell the last of what they did
  const again = await judge(sqlite, traffic)
  const now = consumers.counts()
  step(
    `offsets reset to 0, all of it read again: ${grouped(now.counted - before.counted)} counted anew, ${grouped(now.duplicate - before.duplicate)} duplicates; ${again.says}`,
  )
  return [
    ...once.faults.map(fault => `once all was read: ${fault}`),
    ...again.faults.map(fault => `read again: ${fault}`),
    ...(now.counted === before.counted ? [] : ['messages were counted anew when they were read again']),
  ]
}

const counted = async ({ store }: ReturnType<typeof openSqliteStore>, rooms: readonly string[]) => {
  const counters = await Promise.all(rooms.map(room => store.counters(room)))
  return counters.flat().reduce((sum, { tally }) => sum + tally.n, 0)
}

/** What happens once such a share is sent. */
type Event = { at: number; happen: () => Promise<void> }

const feed = async (
  topic: Topic,
  records: Parameters<Topic['send']>[0],
  rate: number,
  events: readonly Event[],
) => {
  const batch = Math.min(MAX_BATCH, Math.ceil(records.length / MIN_BATCHES))
  const startedMs = Date.now()
  const left = [...events]
  let happening = Promise.resolve()
  for (let sent = 0; sent < records.length; sent += batch) {
    await topic.send(records.slice(sent, sent + batch))
    const due = startedMs + ((sent + batch) * 1_000) / rate
    if (due > Date.now()) await sleep(due - Date.now())
    if (left.length > 0 && sent + batch >= left[0]!.at * records.length) {
      await happening // so that there is something to read whatever happens
      happening = left.shift()!.happen()
      happening.catch(() => {}) // awaited above or below
    }
  }
  await happening
}

type Stage = {
  broker: Awaited<ReturnType<typeof startKafka>>
  consumers: Consumers
  step: (text: string) => void
  countNow: () => Promise<number>
}

const eventsOf = ({ broker, consumers, step, countNow }: Stage): Event[] => {
  const killConsumer = async () => {
    await consumers.running()[0]!.kill()
    const survivorMs = await since(async () => consumers.running().some(({ owns }) => owns() === PARTITIONS))
    step(`SIGKILL of a consumer; the other had all partitions after ${survivorMs} ms`)
    await consumers.start()
  }
  const join = async () => {
    const third = await consumers.start()
    await since(async () => third.owns() > 0)
    step('a third consumer joined: the partitions were dealt anew')
  }
  const leave = async () => {
    const startedMs = Date.now()
    await consumers.running()[0]!.stop()
    const tookMs = Date.now() - startedMs
    if (tookMs > WITHIN_MS) throw new Error(`a consumer took ${tookMs} ms to stop`)
    step(`a consumer was stopped in ${tookMs} ms: the partitions were dealt anew`)
  }
  const killBroker = async () => {
    await broker.kill()
    await broker.restart()
    const before = await countNow()
    const goesOnMs = await since(async () => (await countNow()) > before)
    step(`SIGKILL of the broker; counting went on ${goesOnMs} ms after it was started again`)
  }
  return [
    { at: 0.15, happen: killConsumer },
    { at: 0.3, happen: join },
    { at: 0.45, happen: killBroker },
    { at: 0.6, happen: leave },
    { at: 0.75, happen: killConsumer },
  ]
}

const WITHIN_MS = 60_000

/** Milliseconds until it holds. */
const since = async (holds: () => Promise<boolean>): Promise<number> => {
  const startedMs = Date.now()
  while (!(await holds())) {
    if (Date.now() - startedMs > WITHIN_MS) throw new Error('not within a minute')
    await sleep(20)
  }
  return Date.now() - startedMs
}
