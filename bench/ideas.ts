import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'
import { loadOnnxRuntime } from '../functions/adapters/onnx-runtime.ts'
import { startFunction } from '../infra/emulate/start-function.ts'
import { leanBuiltins } from '../scripts/builtins.ts'
import { bundle } from '../scripts/bundle.ts'
import { leanCredentials, leanImports } from '../scripts/lean-packages.ts'
import { openAws } from './cold/aws.ts'
import { firstEvents } from './cold/events.ts'
import { folderOf, layOut } from './cold/models.ts'
import { archHere, type Machine, machineNow, markdownTable, provenance, writeSection } from './document.ts'
import { median } from './quantile.ts'

/** One thing done otherwise than it ships. `keep`: why it is or is not done. */
type Idea = {
  name: string
  keep: string
  build?: BuildOptions
  env?: Record<string, string>
  variant?: { options?: object; path?: string; cache?: boolean }
}

/** CPU of all threads from the start of the process to the answer to its first message. */
type Row = { name: string; keep: string; cpuMs: number; memoryMb: number }
export type Result = { machine: Machine; starts: number; rows: Row[] }

const MODEL = 'sentiment-small'
const STARTS = 9
const QUICK_STARTS = 2
/** A share of one whole core, so that the control group tells the CPU time. */
const ONE_CORE_MB = 1_769

/** `optimised` is the network in ONNX Runtime's own format. */
const ideas = (root: string, optimised: string): Idea[] => [
  { name: 'as it ships', keep: '' },
  {
    name: 'the network as model.onnx, read and optimised at the start',
    keep: 'was so: the package has it optimised, its weights mapped (packed-network.ts)',
    env: { ROOMTONE_MODEL: folderOf('model.onnx', MODEL) },
  },
  {
    name: 'Node imported with all that it exports',
    keep: 'was so: scripts/builtins.ts spares it',
    build: { plugins: [leanImports, leanCredentials] },
  },
  {
    name: 'all of zod and of the AWS SDK',
    keep: 'was so: scripts/lean-packages.ts spares it',
    build: { plugins: [leanBuiltins] },
  },
  {
    name: 'model.onnx, its hash and a trial run at the start',
    keep: 'was so: both are done when it is packaged',
    env: { ROOMTONE_MODEL: join(root, folderOf('model.onnx', MODEL)) },
  },
  {
    name: "ONNX Runtime's own format, mapped into memory",
    keep: 'not done: no two times the same file, and zips are to be the same',
    variant: {
      path: optimised,
      options: {
        plain: { graphOptimizationLevel: 'disabled' },
        session: {
          load_model_format: 'ORT',
          use_memory_mapped_ort_model: '1',
          use_ort_model_bytes_for_initializers: '1',
        },
      },
    },
  },
  {
    name: 'nothing more of the graph optimised at the start',
    keep: 'not done: what depends on the processor is left to it',
    variant: { options: { plain: { graphOptimizationLevel: 'disabled' } } },
  },
  {
    name: 'weights not packed for the processor',
    keep: 'not done: every run is slower',
    variant: { options: { session: { disable_prepacking: '1' } } },
  },
  { name: 'minified', keep: 'not done: stack traces would name nothing', build: { minify: true } },
  {
    name: "Node's compile cache, filled before",
    keep: 'not done: it holds for one version of Node, which Lambda chooses',
    env: { NODE_COMPILE_CACHE: join(root, 'cache') },
    variant: { cache: true },
  },
]

type Options = { json: boolean; quick?: boolean | undefined; write?: boolean | undefined }

/** What each idea for a shorter start of classify-sqs is worth, by CPU time, in turns: a busy machine spoils it less. */
export const run = async ({ json, quick = false, write = false }: Options): Promise<Result> => {
  const machine = await machineNow(quick)
  const root = mkdtempSync(join(tmpdir(), 'roomtone-ideas-'))
  const aws = await openAws()
  try {
    await layOut(root, MODEL)
    const optimised = await writeOptimised(root)
    const tried = ideas(root, optimised)
    const entry = fileURLToPath(new URL('../functions/classify-sqs.ts', import.meta.url))
    for (const [at, { build }] of tried.entries())
      await bundle(entry, archHere(), join(root, String(at)), build)
    const starts = quick ? QUICK_STARTS : STARTS
    const result = { machine, starts, rows: await inTurns(tried, root, aws.url, starts) }
    console.log(json ? JSON.stringify(result) : describe(result))
    if (write) writeSection('ideas', document(result))
    return result
  } finally {
    aws.close()
    rmSync(root, { recursive: true })
  }
}

/** The graph as it is after its optimisation, which then need not be done at a start. */
const writeOptimised = async (root: string): Promise<string> => {
  const { InferenceSession } = await loadOnnxRuntime()
  const optimizedModelFilePath = join(root, 'model.ort')
  await InferenceSession.create(join(root, folderOf('model.onnx', MODEL), 'model.onnx'), {
    optimizedModelFilePath,
    graphOptimizationLevel: 'extended', // "all" would fit this processor alone
    logSeverityLevel: 4,
    extra: {
      session: { save_model_format: 'ORT' },
      optimization: { disable_specified_optimizers: 'SkipLayerNormFusion' },
    },
  })
  return optimizedModelFilePath
}

const inTurns = async (tried: readonly Idea[], root: string, awsUrl: string, starts: number) => {
  const { 'classify-sqs': event } = await firstEvents(Date.now())
  const seen = tried.map(() => [] as { cpuMs: number; memoryMb: number }[])
  for (
    let round = -1;
    round < starts;
    round++ // the first fills caches
  )
    for (const [at, idea] of tried.entries()) {
      const one = await start(idea, join(root, String(at)), root, awsUrl, event)
      if (round >= 0) seen[at]!.push(one)
    }
  return tried.map(({ name, keep }, at) => ({
    name,
    keep,
    cpuMs: median(seen[at]!.map(({ cpuMs }) => cpuMs)),
    memoryMb: median(seen[at]!.map(({ memoryMb }) => memoryMb)),
  }))
}

const preload = fileURLToPath(new URL('cold/variant.mjs', import.meta.url))

const start = async (
  { name, env, variant = {} }: Idea,
  bundled: string,
  root: string,
  awsUrl: string,
  event: unknown,
) => {
  const fn = await startFunction({
    folder: root,
    handler: `${bundled.slice(root.length + 1)}/index.handler`,
    env: {
      NODE_OPTIONS: `--import=${preload}`,
      VARIANT: JSON.stringify(variant),
      ROOMTONE_STORE: 'dynamodb:table',
      ROOMTONE_MODEL: folderOf('packed', MODEL),
      ROOMTONE_SIMILARITY_MODEL: 'no',
      AWS_ENDPOINT_URL: awsUrl,
      ...env,
    },
    memoryMb: ONE_CORE_MB,
    timeoutMs: 60_000,
    throttled: true,
    log: () => {},
  })
  try {
    const { error, maxMemoryMb: memoryMb } = await fn.invoke(event)
    if (error) throw new Error(`"${name}" does not start: ${error.errorMessage}`)
    const { usedMs, why } = fn.cpu()
    if (usedMs === undefined) throw new Error(`CPU time cannot be told here: ${why}`)
    return { cpuMs: usedMs, memoryMb }
  } finally {
    await fn.stop()
  }
}

const HEAD = ['classify-sqs, sentiment-small', 'CPU ms', 'more or less', 'MB at the most', 'why']

const rowsOf = ({ rows }: Result): string[][] =>
  rows.map(({ name, keep, cpuMs, memoryMb }) => {
    const more = cpuMs - rows[0]!.cpuMs
    return [name, cpuMs.toFixed(0), `${more > 0 ? '+' : ''}${more.toFixed(0)}`, memoryMb.toFixed(0), keep]
  })

const document = (result: Result): string =>
  [
    provenance('ideas', result.machine),
    `Medians of ${result.starts} starts, in turns.`,
    '',
    markdownTable(HEAD, rowsOf(result)),
  ].join('\n')

const describe = (result: Result): string =>
  [
    `CPU time of a start to its first answer; medians of ${result.starts}, in turns`,
    '',
    ...[HEAD, ...rowsOf(result)].map(
      ([name = '', cpu = '', more = '', mb = '', keep = '']) =>
        `  ${name.padEnd(70)}${cpu.padStart(8)}${more.padStart(14)}${mb.padStart(16)}  ${keep}`,
    ),
  ].join('\n')
