import { HORIZON_MS, MAX_AHEAD_MS } from '../../schemas/limits.ts'
import type { Limits } from './attempt.ts'
import { DAY_MS, type Slice, slicesBack } from './audit-slices.ts'
import { isNothing, minus, nothing, sum } from './mood.ts'
import type { Clock, Store, Window } from './ports.ts'
import { type Drift, settleMinute, settleTotal, type Verdict } from './settle-window.ts'

/**
 * What an audit that has paused has left: the minutes that start before `before` (epoch milliseconds), and the total.
 * `inDoubt`: some minutes of what it has done are unsettled.
 */
export type AuditRest = { before: number; inDoubt: boolean }

/** `unsettled` windows changed at every look, or could not be repaired for contention: audit again when it is quieter. */
export type AuditReport = {
  room: string
  messages: number
  minutes: number
  drift: Drift[]
  unsettled: Window[]
  /** Give it to the next audit, which goes on there; none: the room is done. */
  rest?: AuditRest
}

/** `pauseMs`: nothing more is begun from then on (epoch milliseconds). `rest`: what an earlier audit has left. */
export type AuditOptions = Limits & {
  repair: boolean
  pauseMs?: number | undefined
  rest?: AuditRest | undefined
}

type AuditPorts = { store: Store; clock: Clock }

/** Drift in one report, each some 400 bytes of JSON: a Lambda answers with 6 MB at the most. */
const MAX_DRIFT = 1_000
/** Minutes that are settled at the same time. */
const AT_ONCE = 100

/**
 * Compare what is counted with what is stored: minutes with their messages (as far back as the horizon), the total
 * with its minutes. Harmless while messages arrive. With `repair`, each drift is put right in one transaction that
 * holds only if nothing has moved since it was read. The total is looked at last, when all minutes have been.
 */
export const auditRoom = async (
  ports: AuditPorts,
  room: string,
  { repair, deadlineMs, pauseMs = Number.POSITIVE_INFINITY, rest }: AuditOptions,
): Promise<AuditReport> => {
  const report: AuditReport = { room, messages: 0, minutes: 0, drift: [], unsettled: [] }
  const nowMs = ports.clock.now()
  const span = { fromMs: nowMs - HORIZON_MS, toMs: Math.min(rest?.before ?? Infinity, endOfDay(nowMs)) }
  const inDoubt = () => rest?.inDoubt === true || report.unsettled.length > 0
  for await (const slice of slicesBack(ports.store, room, span)) {
    await auditSlice(ports, report, slice, { repair, deadlineMs })
    if (ports.clock.now() >= pauseMs || report.drift.length >= MAX_DRIFT)
      return { ...report, rest: { before: slice.span.fromMs, inDoubt: inDoubt() } }
  }
  // A total must not be made to match minutes that are in doubt themselves.
  if (repair && inDoubt()) report.unsettled.push('total')
  else note(report, await settleTotal(ports, room, { repair, deadlineMs }))
  return report
}

/** The end of the last day that a message may be of: a sender's clock may run ahead. */
const endOfDay = (nowMs: number) => Math.ceil((nowMs + MAX_AHEAD_MS) / DAY_MS) * DAY_MS

const auditSlice = async (
  ports: AuditPorts,
  report: AuditReport,
  { span, counted }: Slice,
  options: { repair: boolean } & Limits,
): Promise<void> => {
  const stored = await ports.store.fold(report.room, span)
  report.messages += sum(stored.values()).n
  report.minutes += counted.size
  const suspects = [...new Set([...counted.keys(), ...stored.keys()])].filter(minute => {
    const [isCounted, isStored] = [counted.get(minute) ?? nothing, stored.get(minute) ?? nothing]
    return !isNothing(minus(isCounted, isStored))
  })
  for (let at = 0; at < suspects.length; at += AT_ONCE) {
    const some = suspects.slice(at, at + AT_ONCE)
    const verdicts = await Promise.all(some.map(minute => settleMinute(ports, report.room, minute, options)))
    for (const verdict of verdicts) note(report, verdict)
  }
}

const note = ({ drift, unsettled }: AuditReport, verdict: Verdict): void => {
  if (verdict.is === 'drifted') drift.push(verdict.drift)
  if (verdict.is === 'unsettled') unsettled.push(verdict.window)
}
