/*
 * Tables that a bench prints, put into docs/performance.md by the bench itself (`--write`), so that no figure there was
 * copied by hand. A section stands between two comments:
 *
 *   <!-- bench latency -->
 *   … what the bench wrote …
 *   <!-- end of latency -->
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
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

/** Whether a figure can be trusted: asked before the bench itself makes the machine busy. */
export type Machine = { processor: string; cores: number; load: number; date: string; quick: boolean }

export const machineNow = (quick: boolean): Machine => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  load: loadavg()[0]!,
  date: new Date().toISOString().slice(0, 10),
  quick,
})

/** Of the cores, that may be busy with something else before figures are called provisional. */
const QUIET = 0.25

/** '`npm run bench -- cold --write`, 2026-11-28, 2 cores (…).' and, where it is so, that the figures are provisional. */
export const provenance = (name: string, { processor, cores, load, date, quick }: Machine): string => {
  const doubts = [
    ...(load > QUIET * cores ? [`the machine was busy (load ${load.toFixed(1)})`] : []),
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
