/*
 * One execution environment of Lambda: a packaged function, unpacked, in a process of its own under a Runtime API, with
 * a Lambda's share of processor and memory. The process starts with the first event, as on Lambda (a cold start), takes
 * one event at a time, and is started anew after a time-out or a crash.
 *
 * Not emulated: the freezing between events (what a handler leaves running goes on here), and the boost that Lambda is
 * said to give while a function starts (here a start has its share, so cold starts are on the slow side).
 */
import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import type { Fault, Reply } from './runtime-api.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'
import { type CpuUse, takeShare } from './share.ts'

export type FunctionOptions = {
  /** Of the unpacked zip: what Lambda calls the task root. */
  folder: string
  /** 'index.handler' */
  handler: string
  /** All of it: nothing of this process' environment is added, only what Lambda itself sets. */
  env: Record<string, string>
  memoryMb: number
  timeoutMs: number
  /** Hold it to the share of processor and memory that `memoryMb` buys. */
  throttled: boolean
  /** Of the native files in the package. */
  arch?: 'arm64' | 'x64'
  name?: string
  /** What it writes to its log; to this process' stderr unless said otherwise. */
  log?: (text: string) => void
}

/** As the REPORT line of Lambda has it. */
export type Report = {
  /** From handing over the event to the answer. */
  durationMs: number
  /** Of a cold start: from starting the process to its asking for an event. */
  initMs?: number
  /** Start and duration, in whole milliseconds. https://aws.amazon.com/lambda/pricing/ */
  billedMs: number
  /** The most that the process held in memory so far; 0 where it was gone before it could be asked. */
  maxMemoryMb: number
  /** False: it had the whole machine, and its times say nothing about Lambda. */
  throttled: boolean
}
export type Invocation = Report &
  ({ answer: unknown; error?: undefined } | { error: Fault; answer?: undefined })

export type RunningFunction = {
  /** Never throws on account of the function: what it threw, a time-out and a crash are an `error`. */
  invoke(event: unknown): Promise<Invocation>
  cpu(): CpuUse
  stop(): Promise<void>
}

/** A start that takes longer is ended. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const MAX_INIT_MS = 10_000

export const startFunction = async (options: FunctionOptions): Promise<RunningFunction> => {
  checkMachine(options.arch)
  const share = takeShare(options.memoryMb, options.throttled)
  let sandbox: Sandbox | undefined
  const end = async () => {
    await sandbox?.end()
    sandbox = undefined
  }
  let stopped = false
  const invoke = async (event: string): Promise<Invocation> => {
    if (stopped) throw new Error(`${options.name ?? 'the function'} has been stopped`)
    if (sandbox?.hasEnded()) await end()
    const startedMs = performance.now()
    const cold = sandbox === undefined
    sandbox ??= await openSandbox(options, share)
    const fault = cold ? await faultOfInit(sandbox) : undefined
    const initMs = cold ? performance.now() - startedMs : undefined
    const done = fault
      ? { reply: { error: fault }, durationMs: 0, spoilt: true }
      : await carryOut(sandbox, event, options)
    const maxMemoryMb = sandbox.peakMemoryMb()
    if (done.spoilt) await end()
    return { ...done.reply, ...timesOf(done.durationMs, initMs), maxMemoryMb, throttled: share.throttled }
  }
  let last: Promise<unknown> = Promise.resolve()
  return {
    invoke: event => {
      const text = JSON.stringify(event)
      const result = last.then(() => invoke(text))
      last = result.catch(() => {})
      return result
    },
    cpu: share.cpu,
    stop: async () => {
      stopped = true
      await end()
      share.remove()
    },
  }
}

const checkMachine = (arch: string = process.arch): void => {
  if (process.platform !== 'linux')
    throw new Error(
      `packages are for Linux, and this is ${process.platform}: run it in a Linux machine or container`,
    )
  if (arch !== process.arch)
    throw new Error(
      `the package is for ${arch}, and this machine is ${process.arch}: package it with --arch ${process.arch}`,
    )
}

const timesOf = (
  durationMs: number,
  initMs: number | undefined,
): Pick<Report, 'durationMs' | 'initMs' | 'billedMs'> => ({
  durationMs,
  ...(initMs === undefined ? {} : { initMs }),
  billedMs: Math.ceil(durationMs + (initMs ?? 0)),
})

const faultOfInit = async ({ api, ended }: Sandbox): Promise<Fault | undefined> => {
  const late = timer(MAX_INIT_MS)
  const fault = await Promise.race([
    api.init,
    ended.then(exited),
    late.over.then(() => timedOut(MAX_INIT_MS)),
  ])
  late.stop()
  return fault
}

type Done = { reply: Reply; durationMs: number; spoilt: boolean }

/** It is over when the process asks for the next event; one that does not, or has ended, is not used again. */
const carryOut = async (
  { api, ended }: Sandbox,
  event: string,
  { timeoutMs, name = 'function' }: FunctionOptions,
): Promise<Done> => {
  const late = timer(timeoutMs)
  const failed = Promise.race([ended.then(exited), late.over.then(() => timedOut(timeoutMs))])
  const startedMs = performance.now()
  const functionArn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`
  const work = { id: randomUUID(), event, deadlineMs: Date.now() + timeoutMs, functionArn }
  const reply = await Promise.race([api.hand(work), failed.then(error => ({ error }))])
  const durationMs = performance.now() - startedMs
  const spoilt = await Promise.race([api.waits().then(() => false), failed.then(() => true)])
  late.stop()
  return { reply, durationMs, spoilt }
}

/** As Lambda words them. */
const timedOut = (afterMs: number): Fault => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `Task timed out after ${(afterMs / 1000).toFixed(2)} seconds`,
})
const exited = (how: string): Fault => ({
  errorType: 'Runtime.ExitError',
  errorMessage:
    how === 'exit status 0'
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: ${how}`,
})

const timer = (afterMs: number) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const running = setTimeout(resolve, afterMs)
  return { over: promise, stop: () => clearTimeout(running) }
}
