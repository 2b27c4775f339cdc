import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { failuresIn } from '../../infra/emulate/batch-failures.ts'
import { lastWords } from '../../infra/emulate/last-words.ts'
import { type RunningFunction, startFunction } from '../../infra/emulate/start-function.ts'
import type { Arch } from '../../scripts/bundle.ts'
import { unzip } from '../../scripts/zip.ts'
import { settingsOf } from '../../test/infra/function-settings.ts'
import { packageStack } from '../../test/infra/template.ts'
import { quantile } from '../quantile.ts'
import { sqsEvent } from '../sqs-event.ts'

/** classify-sqs as it is deployed: its zip for this machine's processor, unpacked. */
export type Packaged = { folder: string; handler: string; env: Record<string, string>; remove(): void }

export const packageClassify = async (): Promise<Packaged> => {
  const scratch = mkdtempSync(join(tmpdir(), 'roomtone-bench-'))
  const template = await packageStack(scratch, {}, process.arch as Arch)
  const folder = join(scratch, 'unpacked')
  unzip(join(scratch, '.serverless', 'classify-sqs.zip'), folder)
  const { handler, env } = settingsOf(template, 'classify-sqs', {})
  return { folder, handler, env, remove: () => rmSync(scratch, { recursive: true }) }
}

/** One environment that writes to the table at `port` of this machine. What it logged is shown where it fails, only. */
export const startClassify = async (
  { folder, handler, env }: Packaged,
  { memoryMb, port, table }: { memoryMb: number; port: number; table: string },
): Promise<RunningFunction> => {
  const logged = lastWords()
  const running = await startFunction({
    ...{ folder, handler, memoryMb, name: 'classify-sqs', throttled: true, timeoutMs: TIMEOUT_MS },
    log: logged.add,
    env: {
      ...env,
      ROOMTONE_STORE: `dynamodb:${table}`,
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
    },
  })
  return {
    ...running,
    invoke: async event => {
      const invocation = await running.invoke(event)
      if (failuresIn(invocation) > 0)
        throw new Error(
          `classify-sqs failed: ${JSON.stringify(invocation.error ?? invocation.answer)}\n${logged.text()}`,
        )
      return invocation
    },
  }
}

/** Longer than the deployed 10 s: what is asked is how long it takes. */
const TIMEOUT_MS = 120_000

/**
 * Of one environment. `durationMs` is by the clock and without the start, `processorMs` what of it was computing, in the
 * mean; `shareMs` is what that takes in the share that the memory buys, which other work on this machine changes little.
 * `throttled`: false where this machine cannot hold it back.
 */
export type Point = {
  memoryMb: number
  size: number
  invocations: number
  durationMs: { mean: number; q50: number; q95: number }
  processorMs: number
  shareMs: number
  throttled: boolean
  maxMemoryMb: number
  /** What a cold environment computes until its first label, in its share. */
  coldMs: number
}

/** `atLeastMs` and `atLeast`: how long, and how often, each size is measured. */
export type Effort = { atLeastMs: number; atLeast: number }

/**
 * How long invocations of these sizes take, of one environment that gets one after the other; each event has messages
 * of its own. Throws where a message comes back.
 */
export const measureSizes = async (
  running: RunningFunction,
  memoryMb: number,
  sizes: readonly number[],
  texts: readonly string[],
  { atLeastMs, atLeast }: Effort,
): Promise<Point[]> => {
  const next = eventsOf(texts)
  const invoke = (size: number) => running.invoke(next(size))
  await invoke(1)
  const { usedMs: coldMs = Number.NaN, cores } = running.cpu()
  await invoke(10)
  const points: Point[] = []
  for (const size of sizes) {
    const took: number[] = []
    let last = await invoke(size) // warms up, and does not count
    const usedMs = running.cpu().usedMs ?? Number.NaN
    const startedMs = performance.now()
    while (took.length < atLeast || performance.now() - startedMs < atLeastMs) {
      await delay(PERIOD_MS)
      last = await invoke(size)
      took.push(last.durationMs)
    }
    const processorMs = ((running.cpu().usedMs ?? Number.NaN) - usedMs) / took.length
    const { throttled, maxMemoryMb } = last
    const times = {
      durationMs: timesOf(took),
      processorMs,
      shareMs: shareMs(processorMs, running.cpu().cores),
    }
    points.push({
      memoryMb,
      size,
      invocations: took.length,
      ...times,
      throttled,
      maxMemoryMb,
      coldMs: shareMs(coldMs, cores),
    })
  }
  return points
}

/** Of the quota of a share. An event finds it whole, as one does that comes to an environment which waits. */
const PERIOD_MS = 20

/**
 * How long so much computing on one thread takes in a share of the cores: it has its part of each period at once, and
 * then waits for the next. (4, 0.5) -> 4, (24, 0.5) -> 20 + 20 + 4
 */
export const shareMs = (processorMs: number, cores: number): number => {
  if (cores >= 1) return processorMs
  const quotaMs = cores * PERIOD_MS
  const periods = Math.max(0, Math.ceil(processorMs / quotaMs) - 1)
  return periods * PERIOD_MS + (processorMs - periods * quotaMs)
}

const timesOf = (took: readonly number[]): Point['durationMs'] => ({
  mean: took.reduce((sum, ms) => sum + ms, 0) / took.length,
  q50: quantile(took, 0.5),
  q95: quantile(took, 0.95),
})

/** Events one after the other, never the same message twice. */
const eventsOf = (texts: readonly string[]) => {
  let from = 0
  return (size: number): unknown => {
    const some = Array.from({ length: size }, (_, nth) => texts[(from + nth) % texts.length]!)
    const event = sqsEvent(some, { room: 'hall', from, postedAt: Date.now() })
    from += size
    return JSON.parse(event)
  }
}

/** By straight lines between the sizes that were measured, and on beyond the last. 10 -> 30 ms, 100 -> 300 ms: 55 -> 165 */
export const between = (points: readonly { size: number; shareMs: number }[], size: number): number => {
  const sorted = points.toSorted((a, b) => a.size - b.size)
  const above = sorted.findIndex(point => point.size >= size)
  const upper = above < 0 ? sorted.length - 1 : Math.max(1, above)
  const [low, high] = [sorted[upper - 1]!, sorted[upper]!]
  return low.shareMs + ((size - low.size) / (high.size - low.size)) * (high.shareMs - low.shareMs)
}
