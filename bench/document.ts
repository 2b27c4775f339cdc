/*
 * Tables that a bench prints, put into docs/performance.md by the bench itself (`--write`), so that no figure there was
 * copied by hand. A section stands between two comments:
 *
 *   <!-- bench latency -->
 *   … what the bench wrote …
 *   <!-- end of latency -->
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const document = fileURLToPath(new URL('../docs/performance.md', import.meta.url))

/** The text with what stands in section `name` replaced. Throws where there is no such section. */
export const withSection = (text: string, name: string, body: string): string => {
  const [from, to] = [`<!-- bench ${name} -->`, `<!-- end of ${name} -->`]
  const [start, end] = [text.indexOf(from), text.indexOf(to)]
  if (start < 0 || end < start)
    throw new Error(
      `docs/performance.md has no section "${from}" … "${to}": put the two lines where it belongs`,
    )
  return `${text.slice(0, start + from.length)}\n${body.trim()}\n${text.slice(end)}`
}

export const writeSection = (name: string, body: string): void => {
  writeFileSync(document, withSection(readFileSync(document, 'utf8'), name, body))
  console.error(`docs/performance.md: ${name} is written anew`)
}

/** The processor that packages have to be for, to be run here. */
export const archHere = (): 'x64' | 'arm64' => {
  if (process.arch === 'x64' || process.arch === 'arm64') return process.arch
  throw new Error(`Lambda has no ${process.arch}: run it on x64 or arm64`)
}

/** Whether a figure can be trusted: asked before the bench itself makes the machine busy. `busy`: how many cores were. */
export type Machine = { processor: string; cores: number; busy: number; date: string; quick: boolean }

/** Looks for two seconds: the load that a system tells is of minutes, and remembers what has just ended. */
export const machineNow = async (quick: boolean): Promise<Machine> => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  busy: await busyCores(),
  date: new Date().toISOString().slice(0, 10),
  quick,
})

const LOOK_MS = 2_000

const busyCores = async (): Promise<number> => {
  const before = workedMs()
  const startedMs = performance.now()
  await delay(LOOK_MS)
  return (workedMs() - before) / (performance.now() - startedMs)
}

/** What all cores have worked since the system was started. */
const workedMs = (): number =>
  cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0)

/** Of the cores, that may be busy with something else before figures are called provisional. */
const QUIET = 0.1

/** '`npm run bench -- cold --write`, 2026-11-28, 2 cores (…).' and, where it is so, that the figures are provisional. */
export const provenance = (name: string, { processor, cores, busy, date, quick }: Machine): string => {
  const doubts = [
    ...(busy > QUIET * cores ? [`${busy.toFixed(1)} cores were busy before it began`] : []),
    ...(quick ? ['a smoke test'] : []),
  ]
  const command = `npm run bench -- ${name}${quick ? ' --quick' : ''} --write`
  const provisional = doubts.length > 0 ? ` **Provisional: ${doubts.join(', ')}.**` : ''
  return `\`${command}\`, ${date}, ${cores} cores (${processor}).${provisional}`
}

/** A table of Markdown: the first column to the left, numbers to the right. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...rows]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n')
