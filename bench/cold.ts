import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startFunction } from '../infra/emulate/start-function.ts'
import { bundle, bundleFunctions, type FunctionName } from '../scripts/bundle.ts'
import { openAws } from './cold/aws.ts'
import { firstEvents, SECRET } from './cold/events.ts'
import { type Form, folderOf, layOut } from './cold/models.ts'
import { describe, document } from './cold/report.ts'
import { middleOf, phasesIn, type Start, startOf } from './cold/steps.ts'
import { archHere, type Machine, machineNow, writeSection } from './document.ts'

/** A function, the model that its first answer needs, and its form. `label` is cold/label.ts, `vector` cold/vector.ts. */
export type Case = {
  name: FunctionName | 'label' | 'vector'
  model?: 'sentiment' | 'sentiment-small' | 'nano' | 'similarity'
  form?: Form
}

/** `whole` is a start that has the machine to itself; the others have the share of so much memory. */
export type ColdStarts = Case & { whole: Start; bySize: { memoryMb: number; start: Start }[] }

export type Result = { machine: Machine; starts: number; throttled: boolean; cases: ColdStarts[] }

const CASES: readonly Case[] = [
  { name: 'label', model: 'sentiment' },
  { name: 'label', model: 'sentiment', form: 'model.onnx' },
  { name: 'label', model: 'sentiment-small' },
  { name: 'vector', model: 'similarity' },
  { name: 'classify-sqs', model: 'sentiment' },
  { name: 'classify-sqs', model: 'sentiment', form: 'model.onnx' },
  { name: 'classify-sqs', model: 'sentiment-small' },
  { name: 'classify-sqs', model: 'nano' },
  { name: 'classify-kafka', model: 'sentiment' },
  { name: 'ingest' },
  { name: 'query' },
  { name: 'questions', model: 'similarity' },
  { name: 'collect-dead-letters' },
  { name: 'audit' },
]

const SIZES_MB = [512, 1_024, 1_769, 3_008]
const STARTS = 9
const QUICK_STARTS = 2
const TIMEOUT_MS = 60_000

type Options = { json: boolean; quick?: boolean | undefined; write?: boolean | undefined }

/**
 * Process start to the first message labelled or request answered, step by step, of every function as it is packaged,
 * beside a table and a queue that answer at once. What the functions read was read before (a warm page cache).
 */
export const run = async ({ json, quick = false, write = false }: Options): Promise<Result> => {
  const machine = await machineNow(quick)
  const root = mkdtempSync(join(tmpdir(), 'roomtone-cold-'))
  const aws = await openAws()
  try {
    await bundleFunctions(archHere(), join(root, 'dist', 'functions'))
    for (const alone of ['label', 'vector']) {
      const file = fileURLToPath(new URL(`cold/${alone}.ts`, import.meta.url))
      await bundle(file, archHere(), join(root, 'dist', 'functions', alone))
    }
    for (const model of ['sentiment', 'sentiment-small', 'nano', 'similarity']) await layOut(root, model)
    const starts = quick ? QUICK_STARTS : STARTS
    const result = { machine, starts, ...(await measure(root, aws.url, starts)) }
    console.log(json ? JSON.stringify(result) : describe(result))
    if (write) writeSection('cold', document(result))
    return result
  } finally {
    aws.close()
    rmSync(root, { recursive: true })
  }
}

const measure = async (root: string, awsUrl: string, starts: number) => {
  const alone = { label: { text: 'I love this town hall!' }, vector: { text: 'Will this be recorded?' } }
  const events = { ...(await firstEvents(Date.now())), ...alone }
  const cases: ColdStarts[] = []
  let throttled = true
  for (const one of CASES) {
    const at = async (memoryMb: number, isHeld: boolean): Promise<Start> => {
      const measured: Start[] = []
      await cold(root, awsUrl, one, events[one.name], memoryMb, isHeld) // what it reads comes from the disk once
      for (let start = 0; start < starts; start++) {
        const { held, ...figures } = await cold(root, awsUrl, one, events[one.name], memoryMb, isHeld)
        if (isHeld) throttled &&= held
        measured.push(figures)
      }
      return middleOf(measured)
    }
    const whole = await at(1_769, false)
    const bySize: ColdStarts['bySize'] = []
    for (const memoryMb of SIZES_MB) bySize.push({ memoryMb, start: await at(memoryMb, true) })
    cases.push({ ...one, whole, bySize })
    console.error(`${one.name} ${one.model ?? ''}: measured`)
  }
  return { throttled, cases }
}

const now = () => performance.timeOrigin + performance.now()

const cold = async (
  root: string,
  awsUrl: string,
  { name, model = 'sentiment', form = 'packed' }: Case,
  event: unknown,
  memoryMb: number,
  isHeld: boolean,
): Promise<Start & { held: boolean }> => {
  let log = ''
  const fn = await startFunction({
    folder: root,
    handler: `dist/functions/${name}/index.handler`,
    env: environment(awsUrl, form, model),
    memoryMb,
    timeoutMs: TIMEOUT_MS,
    throttled: isHeld,
    log: text => {
      log += text
    },
  })
  try {
    const startedMs = now()
    const { initMs = 0, error } = await fn.invoke(event)
    const answeredMs = now()
    if (error) throw new Error(`${name} does not start: ${error.errorMessage}`)
    const { throttled: held, usedMs: cpuMs } = fn.cpu()
    const seen = { startedMs, readyMs: startedMs + initMs, answeredMs, cpuMs }
    return { ...startOf(phasesIn(log), seen), held }
  } finally {
    await fn.stop()
  }
}

const phases = fileURLToPath(new URL('cold/phases.mjs', import.meta.url))

const environment = (awsUrl: string, form: Form, model: string): Record<string, string> => ({
  NODE_OPTIONS: `--import=${phases}`,
  ROOMTONE_STORE: 'dynamodb:table',
  ROOMTONE_MODEL: folderOf(form, model === 'similarity' ? 'sentiment' : model),
  ROOMTONE_SIMILARITY_MODEL: folderOf(form, 'similarity'),
  ROOMTONE_QUEUE_URL: `${awsUrl}/000000000000/posted`,
  ROOMTONE_TOKEN_SECRET: SECRET,
  AWS_ENDPOINT_URL: awsUrl,
})
