import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../functions/adapters/sqlite-store.ts'
import { letterKey } from '../functions/pipeline/keys.ts'
import type { DeadLetter, Rejection } from '../schemas/dead-letter.ts'
import { startMeasured, type Usage } from './measured.ts'
import { bin, type Stack, startStack } from './stack.ts'
import { benchTexts } from './texts.ts'

/** A command of the operator's, and what the stack that answered it used meanwhile. MB are 10^6 bytes. */
type Ran = {
  wallMs: number
  command: Usage
  stack: { cpuMs: number; rssMb: { before: number; peak: number } }
}

export type Result = { letters: number; list: Ran; replay: Ran & { letters: number; perSecond: number } }

const LETTERS = 100_000
/** Those that are replayed: good messages that were given up on, as an outage leaves them. */
const GIVEN_UP = 20_000
const others: Rejection[] = ['not-json', 'bad-shape', 'too-old', 'conflict']

/** Lists 100,000 dead letters of the embedded stack by reason, then replays a fifth of them, while it counts them. */
export const run = async ({ json }: { json: boolean }): Promise<Result> => {
  const folder = mkdtempSync(join(tmpdir(), 'roomtone-bench-'))
  await fill(folder, Date.now())
  const stack = await startStack(folder)
  try {
    const list = await runOn(stack, ['dlq', 'ls', '--json'])
    insistOn(list.stdout)
    const journal = join(folder, 'journal.ndjson')
    const replay = await runOn(stack, ['dlq', 'replay', '--reason', 'gave-up', '--journal', journal])
    const letters = replay.stdout.split('\n').filter(line => line.startsWith('replayed ')).length
    if (letters !== GIVEN_UP) throw new Error(`${letters} of ${GIVEN_UP} letters were replayed`)
    const perSecond = (letters / replay.ran.wallMs) * 1000
    const result: Result = { letters: LETTERS, list: list.ran, replay: { ...replay.ran, letters, perSecond } }
    console.log(json ? JSON.stringify(result) : describe(result))
    return result
  } finally {
    await stack.stop()
    rmSync(folder, { recursive: true })
  }
}

const runOn = async (stack: Stack, args: readonly string[]): Promise<{ stdout: string; ran: Ran }> => {
  const before = await stack.usage()
  const { stdout, wallMs, ...command } = await startMeasured(bin, [...args, '--url', stack.url]).ended
  const after = await stack.usage()
  const rssMb = { before: before.rssMb, peak: after.rssMb }
  return { stdout, ran: { wallMs, command, stack: { cpuMs: after.cpuMs - before.cpuMs, rssMb } } }
}

/** In transactions of a thousand, as an import does. */
const fill = async (folder: string, nowMs: number): Promise<void> => {
  const { letters, close } = openSqliteStore(folder)
  const texts = benchTexts(3_000)
  for (let at = 0; at < LETTERS; at += 1_000)
    await letters.restore(
      Array.from({ length: 1_000 }, (_, nth) => letterOf(at + nth, texts[(at + nth) % texts.length]!, nowMs)),
    )
  close()
}

const letterOf = (at: number, text: string, nowMs: number): DeadLetter => {
  const reason = at % (LETTERS / GIVEN_UP) === 0 ? 'gave-up' : others[at % others.length]!
  const body = Buffer.from(JSON.stringify({ room: 'hall', id: `q-${at}`, text, postedAt: nowMs - at }))
  return {
    ...{ key: letterKey('sqs:posted', body), reason, detail: 'as the bench made it', room: 'hall' },
    body: body.toString('base64'),
    origin: { source: 'sqs', name: 'posted', delivery: `m-${at}` },
    ...{ receives: 1, rejectedAt: nowMs - at, rejections: 1, state: 'open', replays: 0, edits: 0 },
  }
}

const insistOn = (stdout: string): void => {
  const groups = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  if (count !== LETTERS || groups.length !== others.length + 1)
    throw new Error(`dlq ls told of ${count} letters with ${groups.length} reasons`)
}

const seconds = (ms: number) => (ms / 1000).toFixed(1)

const usageText = ({ wallMs, command, stack }: Ran): string =>
  `${seconds(wallMs)} s; ${seconds(command.cpuMs)} s of CPU and ${command.rssMb.toFixed(0)} MB in the command, ${seconds(stack.cpuMs)} s of CPU in the stack (${stack.rssMb.before.toFixed(0)} MB before, ${stack.rssMb.peak.toFixed(0)} at the most)`

const describe = ({ letters, list, replay }: Result): string =>
  [
    `${letters} dead letters`,
    '',
    `  dlq ls      ${usageText(list)}`,
    `  dlq replay  ${replay.letters} letters, ${replay.perSecond.toFixed(0)}/s while they are counted: ${usageText(replay)}`,
  ].join('\n')
