import { markdownTable, provenance } from '../document.ts'
import type { Figures, Result, Row } from '../stages.ts'

/**
 * What "up to" was gained there, from three models in Python to one of int8 in Node.
 * https://blog.juancavallotti.com/2023/01/09/running-bert-models-on-gcp-serverless-infrastructure/
 */
const CLAIMED = { memory: 32, start: 15, inference: 15 }

const HEAD = ['', 'MB on disk', 'MB in memory', 'ms to the first label', 'ms a message', 'messages/s']

const cells = (figures: Figures | undefined): string[] =>
  figures
    ? [
        figures.diskMb.toFixed(0),
        figures.rssMb.toFixed(0),
        figures.startMs.toFixed(0),
        figures.messageMs.toFixed(1),
        (1000 / figures.messageMs).toFixed(0),
      ]
    : ['', '', '', '', '']

const named = ({ host, stage, figures }: Row): string[] => [`${host}: ${stage}`, ...cells(figures)]

export type Gains = { from: string; memory: number; start: number; inference: number; disk: number }

/** From the first stage of each host to the last in Node, which is what ships. */
export const gainsOf = (rows: readonly Row[]): Gains[] => {
  const last = rows.findLast(({ host }) => host === 'Node')?.figures
  if (!last) return []
  const firsts = rows.filter(({ stage }, at) => stage === rows[0]!.stage && rows[at]!.figures)
  return firsts.map(({ host, figures }) => ({
    from: host,
    memory: figures!.rssMb / last.rssMb,
    start: figures!.startMs / last.startMs,
    inference: figures!.messageMs / last.messageMs,
    disk: figures!.diskMb / last.diskMb,
  }))
}

const times = (value: number) => `${value.toFixed(1)}x`

const gainRows = (rows: readonly Row[]): string[][] => [
  ...gainsOf(rows).map(({ from, memory, start, inference, disk }) => [
    `three models, ${from} -> int8, Node`,
    ...[memory, start, inference, disk].map(times),
  ]),
  ['claimed by WhippedUp ("up to")', ...Object.values(CLAIMED).map(times), ''],
]

const GAIN_HEAD = ['', 'memory', 'start', 'inference', 'disk']
const leftOut = (missing: readonly string[]) => missing.map(line => `Left out: ${line}.`)

/** What stands in docs/performance.md. */
export const document = ({ machine, rounds, rows, missing }: Result): string =>
  [
    provenance('stages', machine),
    `Medians of ${rounds} starts each, in turns; one thread, one message a call. ${leftOut(missing).join(' ')}`.trim(),
    '',
    markdownTable(HEAD, rows.map(named)),
    '',
    markdownTable(GAIN_HEAD, gainRows(rows)),
  ].join('\n')

/** The same for a terminal. */
export const describe = ({ rounds, rows, missing }: Result): string => {
  const table = (lines: readonly (readonly string[])[]) =>
    lines.map(([name = '', ...rest]) => `  ${name.padEnd(52)}${rest.map(cell => cell.padStart(23)).join('')}`)
  return [
    `medians of ${rounds} starts each, in turns; one thread, one message a call`,
    '',
    ...table([HEAD, ...rows.map(named)]),
    '',
    ...table([GAIN_HEAD, ...gainRows(rows)]),
    ...leftOut(missing),
  ].join('\n')
}
