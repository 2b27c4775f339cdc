import type { CpuUse } from './share.ts'
import {
  type FunctionOptions,
  type Invocation,
  type RunningFunction,
  startFunction,
} from './start-function.ts'

/** The execution environments of one function: as many as there are events at a time, up to a limit. */
export type Environments = {
  /** On one that is free, or a new one; where there are as many as may be, it waits for one. */
  invoke(event: unknown): Promise<Invocation>
  /** Of each of them. */
  cpu(): CpuUse[]
  stop(): Promise<void>
}

export const openEnvironments = (options: FunctionOptions, most: number): Environments => {
  const all: RunningFunction[] = []
  const free: RunningFunction[] = []
  const waiting: ((one: RunningFunction) => void)[] = []
  let begun = 0
  const start = async (): Promise<RunningFunction> => {
    begun++
    const one = await startFunction(options)
    all.push(one)
    return one
  }
  const take = (): Promise<RunningFunction> => {
    const one = free.pop()
    if (one) return Promise.resolve(one)
    return begun < most ? start() : new Promise(resolve => waiting.push(resolve))
  }
  const giveBack = (one: RunningFunction): void => {
    const next = waiting.shift()
    if (next) next(one)
    else free.push(one)
  }
  return {
    invoke: async event => {
      const one = await take()
      return one.invoke(event).finally(() => giveBack(one))
    },
    cpu: () => all.map(one => one.cpu()),
    stop: async () => void (await Promise.all(all.map(one => one.stop()))),
  }
}
