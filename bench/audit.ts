import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AuditReport } from '../functions/pipeline/audit.ts'
import { type Filling, fill, spoil } from './audit/fill.ts'
import { startMeasured, type Usage } from './measured.ts'
import { bin, startStack } from './stack.ts'
import { benchTexts } from './texts.ts'

type Audited = Usage & { wallMs: number }

/** `alone`: a process that does nothing else. `stack`: `roomtone audit` on a stack that is running. MB are 10^6 bytes. */
export type Result = {
  messages: number
  minutes: number
  fillMs: number
  alone: Audited & { blockedMs: number }
  cli: Audited
  stack: { cpuMs: number; rssMb: { ready: number; peak: number } }
}

const SPREAD = 900_000
const AT_ONCE = 100_000
const auditor = fileURLToPath(new URL('audit/auditor.ts', import.meta.url))

/** Audits a million messages in SQLite, a tenth of them of one minute, with two faults that have to be found. */
export const run = async ({ json }: { json: boolean }): Promise<Result> => {
  const folder = mkdtempSync(join(tmpdir(), 'roomtone-bench-'))
  const filling: Filling = { room: 'hall', spread: SPREAD, atOnce: AT_ONCE, nowMs: Date.now() }
  try {
    const startedAt = performance.now()
    await fill(folder, benchTexts(3_000), filling)
    const fillMs = performance.now() - startedAt
    const faults = await spoil(folder, filling)
    const { stdout, ...alone } = await startMeasured(auditor, [folder, filling.room]).ended
    const report: AuditReport & { blockedMs: number } = JSON.parse(stdout)
    insistOn(report, faults)
    const over = await auditOverStack(folder, filling.room, faults)
    const { messages, minutes, blockedMs } = report
    const result: Result = { messages, minutes, fillMs, alone: { ...alone, blockedMs }, ...over }
    console.log(json ? JSON.stringify(result) : describe(result))
    return result
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const auditOverStack = async (folder: string, room: string, faults: readonly number[]) => {
  const stack = await startStack(folder)
  try {
    const ready = await stack.usage()
    const args = ['audit', room, '--json', '--url', stack.url]
    const { stdout, ...cli } = await startMeasured(bin, args, [1]).ended // 1: there is drift
    insistOn(JSON.parse(stdout), faults)
    const after = await stack.usage()
    const rssMb = { ready: ready.rssMb, peak: after.rssMb }
    return { cli, stack: { cpuMs: after.cpuMs - ready.cpuMs, rssMb } }
  } finally {
    await stack.stop()
  }
}

/** An audit that overlooks something is not worth a figure. */
const insistOn = ({ messages, drift, unsettled }: AuditReport, faults: readonly number[]): void => {
  const found = drift.map(({ window }) => String(window)).toSorted()
  const expected = [...faults, 'total'].map(String).toSorted()
  if (messages !== SPREAD + AT_ONCE - 1 || found.join() !== expected.join() || unsettled.length > 0)
    throw new Error(`the audit of ${messages} messages found ${found}, not ${expected}`)
}

const seconds = (ms: number) => (ms / 1000).toFixed(1)

const describe = ({ messages, minutes, fillMs, alone, cli, stack }: Result): string =>
  [
    `${messages} messages in ${minutes} minutes, ${AT_ONCE} of them in one; written in ${seconds(fillMs)} s`,
    '',
    `  ${seconds(alone.wallMs)} s  the audit in a process of its own: ${seconds(alone.cpuMs)} s of CPU, ${alone.rssMb.toFixed(0)} MB at the most, never longer than ${alone.blockedMs.toFixed(0)} ms in one go`,
    `  ${seconds(cli.wallMs)} s  roomtone audit on a running stack: ${seconds(stack.cpuMs)} s of CPU there, ${stack.rssMb.ready.toFixed(0)} MB before, ${stack.rssMb.peak.toFixed(0)} at the most`,
    `         the command itself: ${seconds(cli.cpuMs)} s of CPU, ${cli.rssMb.toFixed(0)} MB`,
    '  both found a minute with one message too many, one with a message too few, and the total',
  ].join('\n')
