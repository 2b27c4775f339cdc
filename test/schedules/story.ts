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

/** One line for each event in order, then the invariant that was violated, with both sides. */
export const storyOf = (lines: readonly Line[], { invariant, says, where, left, right }: Violation): string =>
  [
    ...lines.map(lineOf),
    '',
    `violated: ${invariant}: ${says}`,
    `  where  ${where}`,
    `  left   ${left}`,
    `  right  ${right}`,
  ].join('\n')
