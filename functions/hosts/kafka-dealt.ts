import type { Consumer, EachBatchPayload } from 'kafkajs'
import { type PartitionOptions, workOff } from './kafka-partition.ts'

export type DealtOptions = Pick<
  PartitionOptions,
  'calls' | 'retries' | 'heartbeatMs' | 'clock' | 'signal'
> & {
  topic: string
  /** Records that a partition brings at a time. */
  batchSize: number
  /** Called when partitions were dealt; `assigned` with which. */
  joined: () => void
  assigned?: ((partitions: readonly number[]) => void) | undefined
  /** Called when a partition has got on; `behind` with how many of its records are still to be settled. */
  progressed: () => void
  behind?: ((partition: number, records: number) => void) | undefined
}

export type Dealt = {
  eachBatch(payload: EachBatchPayload): Promise<void>
  /** Fetch no more, wait for what is in hand, and commit. */
  finish(): Promise<void>
  end(): void
}

const COMMIT_EVERY_MS = 1_000
const SLICE_MS = 1_000

/** The partitions that a consumer is dealt, worked off from one time that they are dealt to the next. */
export const dealtTo = (consumer: Consumer, options: DealtOptions): Dealt => {
  const { topic, signal } = options
  const dealing = dealingsOf(consumer, options)
  const inHand = new Set<Promise<void>>()
  let latest: EachBatchPayload | undefined
  const commit = () => commitSettled(latest)
  const timer = setInterval(commit, COMMIT_EVERY_MS)
  const work = async (payload: EachBatchPayload) => {
    latest = payload
    const dealt = dealing.until()
    try {
      await workOff(payload, { ...partitionOptions(options), dealt })
    } catch (error) {
      if (!dealt.aborted) await commit() // while it is still ours
      throw error
    }
  }
  return {
    eachBatch: payload => {
      if (signal.aborted || !dealing.owns(payload.batch.partition)) return Promise.resolve()
      const working = work(payload)
      inHand.add(working)
      return working.finally(() => inHand.delete(working))
    },
    finish: async () => {
      if (latest === undefined) return
      consumer.pause([{ topic }])
      await Promise.allSettled(inHand)
      await commit()
    },
    end: () => clearInterval(timer),
  }
}

/** Which partitions are ours, and until when. */
const dealingsOf = (consumer: Consumer, { topic, joined, assigned }: DealtOptions) => {
  let owned = new Set<number>()
  let over = new AbortController()
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    over.abort()
    over = new AbortController()
    owned = new Set(payload.memberAssignment[topic] ?? [])
    joined()
    assigned?.([...owned])
  })
  return { owns: (partition: number) => owned.has(partition), until: () => over.signal }
}

/** All of the consumer's partitions. What cannot be committed now is committed later, or comes again and is known. */
const commitSettled = async (payload: EachBatchPayload | undefined): Promise<void> => {
  try {
    await payload?.commitOffsetsIfNecessary(payload.uncommittedOffsets())
  } catch {}
}

const partitionOptions = (options: DealtOptions): Omit<PartitionOptions, 'dealt'> => ({
  ...options,
  chunkSize: options.batchSize,
  sliceMs: SLICE_MS,
  behind: (partition, records) => {
    options.progressed()
    options.behind?.(partition, records)
  },
})
