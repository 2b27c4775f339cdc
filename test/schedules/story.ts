/* A schedule as people read it. */
import type { Violation } from './invariants.ts'
import { DAY_MS, START_MS } from './names.ts'
import type { Line } from './scheduler.ts'

/** '0d 00:00:00.012' since the start */
const timeName = (atMs: number): string => {
  const sinceMs = atMs - START_MS
  return `${Math.floor(sinceMs / DAY_MS)}d ${new Date(sinceMs).toISOString().slice(11, 23)}`
}

const lineOf = ({ atMs, who, what, result }: Line): string =>
  `${timeName(atMs)}  ${who.padEnd(9)}  ${what}${what && result ? ' -> ' : ''}${result}`

/** Lines at the start and at the end of a schedule that is too long to read. */
const ENDS = 60

const readable = (lines: readonly Line[]): string[] =>
  lines.length <= 3 * ENDS
    ? lines.map(lineOf)
    : [
        ...lines.slice(0, ENDS).map(lineOf),
        `… ${lines.length - 2 * ENDS} lines …`,
        ...lines.slice(-ENDS).map(lineOf),
      ]

/** One line for each event in order, then the invariant that was violated, with both sides. */
export const storyOf = (lines: readonly Line[], { invariant, says, where, left, right }: Violation): string =>
  [
    ...readable(lines),
    '',
    `violated: ${invariant}: ${says}`,
    `  where  ${where}`,
    `  left   ${left}`,
    `  right  ${right}`,
  ].join('\n')
