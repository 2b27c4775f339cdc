import type { KafkaEvent } from '../../../events/kafka.ts'
import type { KafkaHandler } from '../../../functions/hosts/kafka-calls.ts'

export const recordsOf = ({ records }: KafkaEvent) => Object.values(records).flat()
const textOf = ({ value }: { value?: unknown }) => Buffer.from(String(value), 'base64').toString()

/** Answers as `judge` says of each value: it failed, or not. What it was given is in `seen`, in order. */
export const recording = (judge: (value: string) => boolean = () => false) => {
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

export const numbered = (count: number, partition = 0, from = 0) =>
  Array.from({ length: count }, (_, at) => ({ partition, value: `message ${from + at}` }))
