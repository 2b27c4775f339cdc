import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { median } from './quantile.ts'
import { bin, startStack } from './stack.ts'

/** Milliseconds from the start of the process, medians of runs. */
export type Result = { firstLabelMs: number; stackReadyMs: number; runs: number }

const RUNS = 9

/** `roomtone label TEXT` until it has printed the label, and `roomtone start` until it says that it is ready. */
export const run = async ({ json }: { json: boolean }): Promise<Result> => {
  const labels: number[] = []
  const stacks: number[] = []
  await firstLabel() // fills the compile cache, as any first run does
  for (let round = 0; round < RUNS; round++) {
    labels.push(await firstLabel())
    const stack = await startStack()
    stacks.push(stack.readyMs)
    await stack.stop()
  }
  const result = { firstLabelMs: median(labels), stackReadyMs: median(stacks), runs: RUNS }
  console.log(json ? JSON.stringify(result) : describe(result))
  return result
}

const firstLabel = async (): Promise<number> => {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [bin, 'label', 'I love this town hall!'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [data] = await Promise.race([once(child.stdout, 'data'), ended.then(() => [undefined])])
  const tookMs = performance.now() - startedAt
  await ended
  if (data === undefined) throw new Error('roomtone label printed nothing: run it to see why')
  return tookMs
}

const describe = ({ firstLabelMs, stackReadyMs, runs }: Result): string =>
  [
    `  ${firstLabelMs.toFixed(0).padStart(5)} ms  process start to the first label`,
    `  ${stackReadyMs.toFixed(0).padStart(5)} ms  process start to the whole stack ready`,
    `  medians of ${runs} runs in turn, with Node's compile cache warm`,
  ].join('\n')
