import type { Command } from 'commander'
import { metricLine } from '../../events/metric-line.ts'
import { lockDataFolder } from '../../functions/adapters/data-folder.ts'
import { readConfig } from '../../functions/config.ts'
import { Failure } from '../failure.ts'
import { endSoon, untilInterrupted } from '../interrupt.ts'
import { type KafkaOptions, kafkaOf, withKafka } from '../kafka-options.ts'
import { liveLine } from '../live-line.ts'
import { keepNurserySmall } from '../nursery.ts'
import { out, plural } from '../terminal.ts'
import { type CountingOptions, countingVariables, withCounting } from './counting.ts'
import { metricsSince } from './metrics.ts'
import { consumed, summary } from './tally.ts'

type Options = KafkaOptions & CountingOptions & { topic: string; group: string; metrics?: true }

export const DEFAULT_GROUP = 'roomtone'

export const consumeKafkaCommand = (command: Command): Command =>
  withCounting(
    withKafka(
      command
        .summary('count messages from a Kafka topic')
        .description(
          'Count the messages of a Kafka topic, as the Lambda function does, where there is no Lambda.',
        )
        .requiredOption('--topic <topic>', 'the topic that messages are posted to')
        .option(
          '--group <group>',
          'the consumer group, which keeps how far the topic is read',
          DEFAULT_GROUP,
        ),
    ),
  )
    .option('--metrics', 'a line of JSON on stdout every 10 s: what became of messages, and the lag')
    .addHelpText('after', '\nA new group begins with the oldest record that the topic has.')
    .action(run)

const METRICS_EVERY_MS = 10_000

const run = async (options: Options): Promise<void> => {
  const { topic, group } = options
  const signal = untilInterrupted()
  const kafka = kafkaOf(options)
  try {
    const { runKafkaConsumer } = await import('../../functions/hosts/kafka-consumer.ts')
    keepNurserySmall()
    const env = { ...variables(), ...countingVariables(options) }
    const { store } = readConfig(env)
    const lock = store.kind === 'sqlite' ? lockDataFolder(store.at) : undefined
    const tally = consumed(Date.now)
    const live = liveLine(tally.status)
    const stopMetrics = options.metrics ? tellMetrics(tally, { topic, group }) : () => {}
    try {
      const ready = (partitions: number) =>
        live.line(
          `consuming ${topic} (${plural(partitions, 'partition')}) into ${options.store}; Ctrl-C ends`,
        )
      await runKafkaConsumer({ ...tally, kafka, topic, group, env, signal, ready, log: live.line })
    } finally {
      live.end()
      stopMetrics()
      lock?.release()
    }
    live.line(`${topic}: ${summary(tally.counts)}`)
    endSoon()
  } catch (error) {
    throw new Failure((error as Error).message)
  }
}

const variables = () =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )

const tellMetrics = (
  { counts, lag }: ReturnType<typeof consumed>,
  of: { topic: string; group: string },
): (() => void) => {
  let before = { ...counts }
  const tell = () => {
    out(metricLine({ counts: metricsSince(before, counts, lag()), dimensions: of, atMs: Date.now() }))
    before = { ...counts }
  }
  const timer = setInterval(tell, METRICS_EVERY_MS)
  return () => {
    clearInterval(timer)
    tell()
  }
}
