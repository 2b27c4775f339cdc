import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunningFunction, startFunction } from '../infra/emulate/start-function.ts'
import { bundle } from '../scripts/bundle.ts'
import { archHere, machineNow, writeSection } from './document.ts'
import { installPeers } from './install-peers.ts'
import { type Contender, contenders, MAIN_MB, SIZES_MB } from './latency/contenders.ts'
import type { Reply, Request } from './latency/function.ts'
import { type BatchRate, cellOf, type Measured, type Result, type Sample } from './latency/measured.ts'
import { BERT_PIECES, writeNetworks } from './latency/networks.ts'
import { plot } from './latency/plot.ts'
import { describe, document } from './latency/report.ts'
import { median } from './quantile.ts'
import { benchTexts, textsIn } from './texts.ts'

const TEXTS = 5_000
/** Between the end of one call and the begin of the next, as of an audience of some 40 messages a second. */
const THINK_MS = 20
/** Contenders take turns: each has so many, at each size. */
const TURNS = 5
const WARM_UP = 20
const CALL_SIZES = [1, 10, 100, 1_000]
/** At the least, in calls of any size. */
const BATCHED_TEXTS = 200
const QUICK = { messages: 20, sizesMb: [512, MAIN_MB], largestCall: 10 }
const TIMEOUT_MS = 600_000

type Options = {
  json: boolean
  file?: string | undefined
  quick?: boolean | undefined
  write?: boolean | undefined
}

type Running = { contender: Contender; fn: RunningFunction }

/**
 * Slido's Table 4 and Figure 3: one message at a time under a Lambda's share of CPU, for our models and fp32 baselines
 * as large as the paper's, in turns. `file` is a TSV with a column `text`, in place of our own messages.
 */
export const run = async ({ json, file, quick = false, write = false }: Options): Promise<Result> => {
  installPeers()
  const machine = await machineNow(quick)
  const scratch = mkdtempSync(join(tmpdir(), 'roomtone-latency-'))
  try {
    await writeNetworks(scratch, ['tinybert', 'mobilebert'])
    await bundle(fileURLToPath(new URL('latency/function.ts', import.meta.url)), archHere(), scratch)
    const texts = file === undefined ? benchTexts(TEXTS) : textsIn(file, TEXTS)
    const measured = await measure(scratch, texts, quick)
    const result: Result = { machine, texts: texts.length, thinkMs: THINK_MS, ...measured }
    console.log(json ? JSON.stringify(result) : describe(result))
    if (write) {
      writeFileSync(fileURLToPath(new URL('../docs/latency.svg', import.meta.url)), plot(result))
      writeSection('latency', document(result))
    }
    return result
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

const measure = async (scratch: string, texts: string[], quick: boolean) => {
  const sizesMb: readonly number[] = quick ? QUICK.sizesMb : SIZES_MB
  const measured: Measured[] = contenders.map(({ name, what }) => ({
    name,
    what,
    thinking: [],
    backToBack: [],
    batches: [],
  }))
  let throttled = true
  for (const memoryMb of sizesMb) {
    const running: Running[] = []
    try {
      for (const contender of contenders)
        running.push({ contender, fn: await start(contender, scratch, memoryMb) })
      throttled &&= running.every(({ fn }) => fn.cpu().throttled)
      await measureSize(await fitting(running), memoryMb, texts, quick, measured)
    } finally {
      for (const { fn } of running) await fn.stop()
    }
  }
  return { sizesMb: [...sizesMb], throttled, measured }
}

const start = (contender: Contender, scratch: string, memoryMb: number): Promise<RunningFunction> => {
  const env: Record<string, string> =
    'folder' in contender
      ? { [contender.encodes ? 'ENCODER' : 'CONTENDER']: contender.folder }
      : {
          NETWORK: join(scratch, `${contender.network}.onnx`),
          VOCABULARY: join(scratch, `vocab-${BERT_PIECES}.txt`),
        }
  const options = { folder: scratch, handler: 'index.handler', env, memoryMb, timeoutMs: TIMEOUT_MS }
  return startFunction({ ...options, throttled: true })
}

/** Those that so much memory is enough for, warm. Linux kills what needs more. */
const fitting = async (running: readonly Running[]): Promise<Running[]> => {
  const warm: Running[] = []
  for (const one of running) {
    const { error } = await one.fn.invoke({
      texts: benchTexts(WARM_UP),
      size: 1,
      thinkMs: 0,
    } satisfies Request)
    if (!error) warm.push(one)
    else if (!/SIGKILL/.test(error.errorMessage))
      throw new Error(`${one.contender.name} failed: ${error.errorMessage}`)
  }
  return warm
}

/** Adds a cell to each contender's rows. */
const measureSize = async (
  running: readonly Running[],
  memoryMb: number,
  texts: readonly string[],
  quick: boolean,
  measured: readonly Measured[],
): Promise<void> => {
  for (const mode of ['thinking', 'backToBack'] as const) {
    const samples = await inTurns(running, texts, mode === 'thinking' ? THINK_MS : 0, memoryMb, quick)
    for (const one of measured) one[mode].push(cellOf(memoryMb, samples.get(one.name)))
  }
  if (memoryMb === MAIN_MB)
    for (const { contender, fn } of running)
      measured.find(({ name }) => name === contender.name)!.batches = await batches(
        quick ? QUICK.largestCall : contender.largestCall,
        fn,
        texts,
      )
  console.error(`${memoryMb} MB: ${running.map(({ contender }) => contender.name).join(', ')} measured`)
}

const inTurns = async (
  running: readonly Running[],
  texts: readonly string[],
  thinkMs: number,
  memoryMb: number,
  quick: boolean,
): Promise<Map<string, Sample[]>> => {
  const samples = new Map<string, Sample[]>()
  for (let turn = 0; turn < TURNS; turn++)
    for (const { contender, fn } of running) {
      const { messages } = contender
      const count = quick ? QUICK.messages : (memoryMb === MAIN_MB ? messages.main : messages.other) / TURNS
      const part = Array.from({ length: count }, (_, at) => texts[(turn * count + at) % texts.length]!)
      const one = await sample(fn, { texts: part, size: 1, thinkMs })
      samples.set(contender.name, [...(samples.get(contender.name) ?? []), one])
    }
  return samples
}

const sample = async (fn: RunningFunction, request: Request): Promise<Sample> => {
  const before = fn.cpu()
  const { answer, error } = await fn.invoke(request)
  if (error) throw new Error(`a function failed while it was measured: ${error.errorMessage}`)
  return { ...(answer as Reply), before, after: fn.cpu() }
}

/** Back to back, in calls of each size; a size that takes more memory than there is has no figure, nor a larger one. */
const batches = async (
  largestCall: number,
  fn: RunningFunction,
  texts: readonly string[],
): Promise<BatchRate[]> => {
  const rates: BatchRate[] = []
  for (const size of CALL_SIZES.filter(size => size <= largestCall)) {
    const messagesPerSecond = await rateOf(fn, texts, size).catch(error => {
      if (/SIGKILL/.test(error.message)) return undefined
      throw error
    })
    if (messagesPerSecond === undefined) break
    rates.push({ size, messagesPerSecond })
  }
  return rates
}

const rateOf = async (fn: RunningFunction, texts: readonly string[], size: number): Promise<number> => {
  const part = texts.slice(0, Math.max(size, BATCHED_TEXTS))
  const turns: number[] = []
  for (let turn = 0; turn < 3; turn++) {
    const { callsMs } = await sample(fn, { texts: part, size, thinkMs: 0 })
    turns.push((1000 * part.length) / callsMs.reduce((sum, ms) => sum + ms, 0))
  }
  return median(turns)
}
