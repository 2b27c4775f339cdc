import { type Command, InvalidArgumentError } from 'commander'
import type { RewindFrom, Rewound } from '../functions/adapters/kafka-rewind.ts'
import { DEFAULT_GROUP } from './consume/kafka.ts'
import { Failure } from './failure.ts'
import { endSoon } from './interrupt.ts'
import { type KafkaOptions, kafkaOf, withKafka } from './kafka-options.ts'
import { grouped, out, plural } from './terminal.ts'
import { timeOf } from './time-option.ts'

type Options = KafkaOptions & {
  topic: string
  group: string
  from: RewindFrom
  partition?: number
  skip: boolean
}

export const rewind = (command: Command): Command =>
  withKafka(
    command
      .requiredOption('--topic <topic>', 'the topic to read again')
      .requiredOption('--from <time|offset>', 'the first record to read again', fromOf)
      .option('--partition <n>', 'this one only', partitionOf)
      .option('--group <group>', 'the consumer group', DEFAULT_GROUP)
      .option('--skip', 'also forward: what lies between is never counted', false),
  )
    .addHelpText(
      'after',
      '\nStop the consumers first. What is read again was counted already: it is a duplicate, and counts stay as they are.',
    )
    .action(run)

/** '17' -> an offset; '2026-11-22T09:00Z', '1763800000000' -> a time. No topic has 10^12 records, no time is so early. */
const fromOf = (value: string): RewindFrom => {
  if (/^\d{1,12}$/.test(value)) return { offset: Number(value) }
  try {
    return { atMs: timeOf(value) }
  } catch {
    throw new InvalidArgumentError(
      'give an offset such as 0, or a time such as 2026-11-22T09:00Z or epoch milliseconds',
    )
  }
}

const partitionOf = (value: string): number => {
  if (/^\d{1,9}$/.test(value)) return Number(value)
  throw new InvalidArgumentError('give the number of a partition, such as 0')
}

const run = async ({ topic, group, from, partition, skip, ...options }: Options): Promise<void> => {
  const settings = kafkaOf(options)
  const { kafkaClient } = await import('../functions/adapters/kafka-client.ts')
  const { rewindGroup } = await import('../functions/adapters/kafka-rewind.ts')
  try {
    const wanted = { topic, group, from, partition, skip, nowMs: Date.now() }
    const rewound = await rewindGroup(kafkaClient(settings, { patience: 2 }), settings.brokers, wanted)
    for (const line of linesOf(topic, rewound)) out(line)
    endSoon()
  } catch (error) {
    throw new Failure((error as Error).message)
  }
}

const linesOf = (topic: string, rewound: readonly Rewound[]): string[] => {
  const again = rewound.reduce((sum, { before, now }) => sum + Math.max(0, before - now), 0)
  const skipped = rewound.reduce((sum, { before, now }) => sum + Math.max(0, now - before), 0)
  return [
    ...rewound.map(
      ({ partition, before, now }) =>
        `${topic}-${partition}: ${before === now ? `stays at ${now}` : `from ${before} to ${now}`}`,
    ),
    `${plural(again, 'record')} will be read again; counts stay as they are${skipped > 0 ? `. ${grouped(skipped)} will not be read` : ''}`,
  ]
}
