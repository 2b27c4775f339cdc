import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Message } from 'kafkajs'
import { kafkaClient } from '../functions/adapters/kafka-client.ts'
import { openSqliteStore } from '../functions/adapters/sqlite-store.ts'
import { engine } from '../test/engines/engine.ts'
import { startKafka } from '../test/engines/kafka.ts'
import { bin } from './stack.ts'

export type KafkaStack = {
  send(messages: Message[]): Promise<void>
  /** Messages of a room that are counted, read from the table itself. */
  counted(room: string): Promise<number>
  /** Resident memory of the consumer, 10^6 bytes. */
  rssMb(): number
  stop(): Promise<void>
}

const PARTITIONS = 6
const TOPIC = 'posted'

/** A broker, and `roomtone consume kafka` on a scratch folder, each a process of its own. `env`: settings of the latter. */
export const startKafkaStack = async (
  model: string,
  env: Record<string, string> = {},
): Promise<KafkaStack> => {
  const found = engine('kafka')
  if ('missing' in found) throw new Error(found.missing)
  const folder = mkdtempSync(join(tmpdir(), 'roomtone-bench-'))
  const broker = await startKafka()
  const kafka = kafkaClient(broker)
  const admin = kafka.admin()
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await Promise.all([admin.connect(), producer.connect()])
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: PARTITIONS }], waitForLeaders: false })
  while ((await admin.fetchTopicOffsets(TOPIC).catch(() => [])).length < PARTITIONS) await delay(50)
  await admin.disconnect()
  const args = ['consume', 'kafka', '--brokers', broker.brokers.join(), '--topic', TOPIC]
  const child = spawn(process.execPath, [bin, ...args, '--store', `sqlite:${folder}`, '--model', model], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  })
  const ended = once(child, 'exit')
  await Promise.race([once(child.stderr, 'data'), ended])
  if (child.exitCode !== null) throw new Error('the consumer ended before it began')
  child.stderr.resume()
  const { store, close } = openSqliteStore(folder)
  return {
    send: async messages => void (await producer.send({ topic: TOPIC, messages })),
    counted: async room => (await store.counters(room)).reduce((sum, { tally }) => sum + tally.n, 0),
    rssMb: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)])) * 1.024e-3,
    stop: async () => {
      close()
      child.kill()
      await Promise.all([ended, producer.disconnect()])
      await broker.stop()
      rmSync(folder, { recursive: true })
    },
  }
}
