import type { LetterHead } from '../../schemas/dead-letter.ts'
import { clip, grouped, paint, printable, timeText } from '../terminal.ts'
import { shortId } from './letter-lines.ts'

/** All letters of one reason; the example is the newest of them. */
export type Group = { reason: string; count: number; oldest: number; newest: number; example: LetterHead }

/** Adds letters to the groups, newest first as they come: memory for one letter a reason, however many there are. */
export const addTo = (groups: Map<string, Group>, heads: readonly LetterHead[]): void => {
  for (const head of heads) {
    const { reason, rejectedAt } = head
    const group = groups.get(reason) ?? {
      ...{ reason, count: 0, oldest: rejectedAt, newest: rejectedAt, example: head },
    }
    group.count++
    group.oldest = Math.min(group.oldest, rejectedAt)
    if (rejectedAt > group.newest) Object.assign(group, { newest: rejectedAt, example: head })
    groups.set(reason, group)
  }
}

export const mostFrequentFirst = (groups: ReadonlyMap<string, Group>): Group[] =>
  [...groups.values()].sort((a, b) => b.count - a.count || b.newest - a.newest)

const COUNT_WIDTH = 9

export const HEADING = `${'reason'.padEnd(10)}  ${'letters'.padStart(COUNT_WIDTH)}  ${'oldest'.padEnd(19)}  ${'newest'.padEnd(19)}  example`

/** 'bad-shape          12  2026-11-22 09:41:07  2026-11-22 10:02:55  5b1f…  text: is missing  {"room":"demo",…' */
export const groupLine = ({ reason, count, oldest, newest, example }: Group, text: string): string =>
  [
    paint('yellow', reason.padEnd(10)),
    grouped(count).padStart(COUNT_WIDTH),
    timeText(oldest),
    timeText(newest),
    shortId(example),
    printable(clip(example.detail, 60)),
    paint('gray', clip(printable(text), 60)),
  ].join('  ')

export const groupJson = ({ example, ...group }: Group) => ({
  ...group,
  example: example.key,
  detail: example.detail,
})
