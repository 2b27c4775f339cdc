import type { AuditReport } from '../../functions/pipeline/audit.ts'
import { MINUTE_MS } from '../../functions/pipeline/mood.ts'
import type { Drift } from '../../functions/pipeline/settle-window.ts'
import type { Tally } from '../../schemas/mood.ts'
import { paint, plural, printable, timeText } from '../terminal.ts'

/** The room's line, and one for each drift. */
export const reportLines = ({ room, messages, minutes, drift, rest }: AuditReport): string[] => {
  const looked = `${plural(messages, 'message')} in ${plural(minutes, 'minute')}`
  const found = drift.length === 0 ? paint('green', 'no drift') : paint('red', plural(drift.length, 'drift'))
  const until = rest ? `, back to ${timeText(rest.before)}` : ''
  return [`${printable(room)}: ${found}; ${looked}${until}`, ...drift.map(driftLine)]
}

/** What whoever reads the report should know, and do. */
export const remarkLines = ({ room, unsettled }: AuditReport): string[] =>
  unsettled.length === 0
    ? []
    : [
        `${printable(room)}: ${plural(unsettled.length, 'window')} changed at every look: audit again when it is quieter`,
      ]

const driftLine = ({ window, counted, actual, repaired }: Drift): string => {
  const when = window === 'total' ? 'total' : new Date(window * MINUTE_MS).toISOString().slice(0, 16)
  return `  ${when}: counted ${tallyText(counted)}, is ${tallyText(actual)}${repaired ? ' (repaired)' : ''}`
}

const tallyText = ({ n, negative, neutral, positive, unsure, questions, flagged, models }: Tally): string => {
  const counts = `${negative} negative, ${neutral} neutral, ${positive} positive, ${unsure} unsure, ${plural(questions, 'question')}, ${flagged} flagged`
  const byModel = Object.entries(models).map(([model, some]) => `, ${some} by ${printable(model)}`)
  return `n ${n} (${counts}${byModel.join('')})`
}
