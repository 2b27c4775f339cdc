import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { bundle } from '../scripts/bundle.ts'
import { archHere, type Machine, machineNow, writeSection } from './document.ts'
import { installPeers } from './install-peers.ts'
import { BERT_PIECES, writeNetworks } from './latency/networks.ts'
import { median } from './quantile.ts'
import { type Host, hosts, writeWeights } from './stages/hosts.ts'
import type { Done, Task } from './stages/protocol.ts'
import { describe, document } from './stages/report.ts'
import { benchTexts } from './texts.ts'

/** MB are 10^6 bytes; `startMs` is from the start of the process to its first label. */
export type Figures = { diskMb: number; rssMb: number; startMs: number; messageMs: number }

/** `figures` are undefined where the host has no such network. */
export type Row = { stage: string; host: string; figures: Figures | undefined }

export type Result = { machine: Machine; rounds: number; rows: Row[]; missing: string[] }

/** What is asked about every message, stage by stage: the network, and how many of it. */
const STAGES = [
  { stage: 'three models, fp32', network: 'bert-base', count: 3 },
  { stage: 'one with three tasks, fp32', network: 'bert-base', count: 1 },
  { stage: 'distilled, fp32', network: 'distilled', count: 1 },
  { stage: 'int8', network: 'ours', count: 1 },
] as const

const ours = fileURLToPath(new URL('../models/sentiment', import.meta.url))
const TEXTS = 500
const ROUNDS = 3
const AT_LEAST_MS = 5_000
const QUICK = { rounds: 1, atLeastMs: 500 }

type Options = { json: boolean; quick?: boolean | undefined; write?: boolean | undefined }

/** WhippedUp's stages with our networks: three of full size -> one with three tasks -> distilled -> int8. */
export const run = async ({ json, quick = false, write = false }: Options): Promise<Result> => {
  installPeers()
  const machine = await machineNow(quick)
  const scratch = mkdtempSync(join(tmpdir(), 'roomtone-stages-'))
  try {
    const here = hosts(scratch, process.env)
    await bundle(fileURLToPath(new URL('stages/runner.ts', import.meta.url)), archHere(), scratch)
    await writeNetworks(scratch, ['bert-base', 'distilled'])
    writeFileSync(join(scratch, 'texts'), benchTexts(TEXTS).join('\n'))
    for (const host of here) writeWeights(host, scratch)
    const { rounds, atLeastMs } = quick ? QUICK : { rounds: ROUNDS, atLeastMs: AT_LEAST_MS }
    const rows = await inTurns(here, scratch, rounds, atLeastMs)
    const missing = here.flatMap(host => ('missing' in host ? `${host.name}: ${host.missing}` : []))
    const result = { machine, rounds, rows, missing }
    console.log(json ? JSON.stringify(result) : describe(result))
    if (write) writeSection('stages', document(result))
    return result
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

const inTurns = async (here: readonly Host[], scratch: string, rounds: number, atLeastMs: number) => {
  const entries = here
    .filter(host => !('missing' in host))
    .flatMap(host => STAGES.map(stage => ({ host, stage, seen: [] as Figures[] })))
    .filter(({ host, stage }) => stage.network !== 'ours' || host.ending === 'onnx')
  for (let round = 0; round < rounds; round++)
    for (const { host, stage, seen } of entries) seen.push(await measure(host, stage, scratch, atLeastMs))
  return entries.map(
    ({ host, stage, seen }): Row => ({
      stage: stage.stage,
      host: host.name,
      figures: middle(seen),
    }),
  )
}

const middle = (seen: readonly Figures[]): Figures => ({
  diskMb: seen[0]!.diskMb,
  rssMb: median(seen.map(({ rssMb }) => rssMb)),
  startMs: median(seen.map(({ startMs }) => startMs)),
  messageMs: median(seen.map(({ messageMs }) => messageMs)),
})

const measure = async (
  host: Host,
  { network, count }: (typeof STAGES)[number],
  scratch: string,
  atLeastMs: number,
): Promise<Figures> => {
  if ('missing' in host) throw new Error(host.missing)
  const isOurs = network === 'ours'
  const file = isOurs ? join(ours, 'model.onnx') : join(scratch, `${network}.${host.ending}`)
  const inNode = host.name === 'Node'
  const task: Task = {
    networks: new Array(count).fill(isOurs && inNode ? ours : file),
    isOurs: isOurs && inNode,
    vocabulary: network === 'bert-base' ? join(scratch, `vocab-${BERT_PIECES}.txt`) : join(ours, 'vocab.txt'),
    texts: join(scratch, 'texts'),
    atLeastMs,
  }
  const { startMs, callsMs, rssMb } = await runOnce(host.command, task)
  return { diskMb: (count * statSync(file).size) / 1e6, rssMb, startMs, messageMs: median(callsMs) }
}

const runOnce = async (command: readonly string[], task: Task): Promise<Done & { startMs: number }> => {
  const startedMs = performance.now()
  const [program, ...args] = [...command, JSON.stringify(task)]
  const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const lines = createInterface(child.stdout)
  let startMs = Number.NaN
  let last = ''
  lines.on('line', line => {
    if (line === 'ready') startMs = performance.now() - startedMs
    last = line
  })
  await Promise.all([once(lines, 'close'), ended])
  if (child.exitCode !== 0) throw new Error(`${command.join(' ')} failed: see its error above`)
  return { ...(JSON.parse(last) as Done), startMs }
}
