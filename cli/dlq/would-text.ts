import type { ReplayReport } from '../../schemas/answers.ts'
import { printable } from '../terminal.ts'

type Line = ReplayReport['letters'][number]

const words: Record<Line['is'], string> = {
  replayed: 'posted again',
  unknown: 'gone: nobody has it any more',
  unsendable: 'not postable',
  counted: 'counted',
  revised: 'a new revision of what was counted before',
  duplicate: 'a duplicate: it is counted already',
  erased: 'erased: it counts zero',
  rejected: 'rejected again',
}

/** { is: 'rejected', reason: 'too-old', why: 'postedAt is …' } -> 'rejected again (too-old: postedAt is …)' */
export const wouldText = (line: Line | undefined): string => {
  if (line === undefined) return words.unknown
  const why = [line.reason, line.why].filter(part => part !== undefined).join(': ')
  return words[line.is] + (why === '' ? '' : ` (${printable(why)})`)
}
