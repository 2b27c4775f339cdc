import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../../cli/failure.ts'
import { noOutcomes, type OutcomeCounts } from '../../../functions/pipeline/outcome.ts'

const file = fileURLToPath(new URL('./consumer.ts', import.meta.url))

export type ConsumerProcess = {
  /** How many partitions it has been dealt. */
  owns(): number
  /** SIGKILL: no goodbye, nothing committed. */
  kill(): Promise<void>
  /** SIGTERM: it finishes and leaves. */
  stop(): Promise<void>
}

export type Consumers = {
  start(): Promise<ConsumerProcess>
  /** What became of all that any of them has read, as far as they could tell. */
  counts(): OutcomeCounts
  running(): readonly ConsumerProcess[]
  end(): Promise<void>
}

/** Consumers of one group, each in a process of its own. */
export const consumersOf = (args: readonly string[]): Consumers => {
  const counts = { ...noOutcomes }
  const running = new Set<ConsumerProcess>()
  const start = async () => {
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    process.once('exit', () => child.kill('SIGKILL'))
    const said: string[] = []
    child.stderr.setEncoding('utf8').on('data', text => said.push(text))
    let owns = 0
    const ready = Promise.withResolvers<void>()
    createInterface(child.stdout).on('line', line => {
      const told = JSON.parse(line) as Told
      if (told.is === 'ready') ready.resolve()
      else if (told.is === 'owns') owns = told.partitions.length
      else for (const [is, count] of Object.entries(told.counts)) counts[is as keyof OutcomeCounts] += count
    })
    const consumer = { owns: () => owns, ...endsOf(child, () => running.delete(consumer)) }
    child.once('exit', () => ready.reject(new Failure(`a consumer did not start: ${said.join('').trim()}`)))
    await ready.promise
    running.add(consumer)
    return consumer
  }
  return {
    start,
    counts: () => counts,
    running: () => [...running],
    end: async () => void (await Promise.all([...running].map(({ kill }) => kill()))),
  }
}

type Told = { is: 'ready' } | { is: 'owns'; partitions: number[] } | { is: 'counts'; counts: OutcomeCounts }

const endsOf = (child: ChildProcess, over: () => void) => {
  const end = async (signal: NodeJS.Signals) => {
    over()
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  return { kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
}
