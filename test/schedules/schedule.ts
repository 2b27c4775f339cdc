/* One plan and the code under test, run to its end and judged. */
import { authorErasuresIn, erasureBodyOf, erasuresIn, firstLeft, isOfErasedAuthor } from './corrections.ts'
import {
  countedOf,
  differenceOf,
  firstViolation,
  followRepairs,
  type Observed,
  type Violation,
} from './invariants.ts'
import { bodyOf, DAY_MS, keyOf, tallyName } from './names.ts'
import type { Plan, Posting } from './plan.ts'
import { vectorlessIn } from './reader-invariants.ts'
import { firstLost, postingsIn, refereeSays } from './referee.ts'
import type { Line } from './scheduler.ts'
import { openStage, type Wrap } from './stage.ts'

/** Longer than any plan's index lags: an audit that sees an old index may take one fault for the other's cure, and who relabels may pass a message over. */
const INDEX_LAG_MS = 1_000

export type Verdict = { violation: Violation | undefined; lines: Line[] }

/** Longer than anything is remembered. */
const AFTERLIFE_DAYS = 38

/**
 * Run a plan until nothing is left to do, then play on: replay what the queue gave up on, ask the referee, deliver
 * everything again, audit, let everything expire and deliver it once more. The first violation ends it.
 * `atEndOnly` looks at the invariants only when all is quiet, as a tester from outside would.
 */
export const runSchedule = async (
  plan: Plan,
  { wrap = store => store, atEndOnly = false }: { wrap?: Wrap; atEndOnly?: boolean } = {},
): Promise<Verdict> => {
  const stage = openStage(plan, wrap)
  const { scheduler, queue, observed, complaints, perform } = stage
  const audited = new Set(
    plan.operations.flatMap(one => (one.do === 'audit' || one.do === 'corrupt' ? one.room : [])),
  )
  const relabelled = new Set(plan.operations.flatMap(one => (one.do === 'relabel' ? one.room : [])))
  let violation: Violation | undefined
  const check = (found: () => Violation | undefined): boolean => {
    violation ??= complaints[0] ?? found()
    return violation !== undefined
  }
  const look = () => {
    if (!atEndOnly) return check(() => firstViolation(observed))
    followRepairs(observed)
    return false
  }
  const settle = async () => {
    await scheduler.run(stage.events, look)
    return check(() => firstViolation(observed))
  }
  const judge = async (): Promise<void> => {
    if ((await settle()) || check(() => firstLost(plan.operations, observed))) return
    stage.calmDown()
    perform({ do: 'replay' })
    if ((await settle()) || check(() => firstLost(plan.operations, observed))) return
    scheduler.pass(INDEX_LAG_MS)
    for (const erasure of authorErasuresIn(plan.operations)) perform(erasure)
    if ((await settle()) || check(() => firstLeft(plan.operations, observed))) return
    if (observed.drift.size > 0) {
      for (const room of audited) perform({ do: 'audit', room, repair: true })
      if ((await settle()) || check(() => unrepaired(observed))) return
    }
    observed.corrupted.clear()
    if (check(() => refereeSays(plan.operations, scheduler.now(), observed))) return
    for (const room of relabelled) perform({ do: 'relabel', room, by: 'stub' })
    if ((await settle()) || check(() => firstVectorless(relabelled, observed))) return
    scheduler.pass(INDEX_LAG_MS)
    for (const { invariant, says, disturb } of disturbances) {
      const before = countedOf(observed.contents)
      scheduler.note('everybody', says)
      disturb()
      if (await settle()) return
      const difference = differenceOf(before, countedOf(observed.contents))
      if (
        check(() => difference && { invariant, says: `${says} (left: before; right: after)`, ...difference })
      )
        return
    }
  }

  /** What was purged with its author would count anew, as an edit of what somebody else wrote. */
  const isPurged = (posting: Posting) =>
    isOfErasedAuthor(plan.operations, posting) &&
    observed.contents.messages.get(keyOf(posting))?.is === 'live'
  const deliverAll = () =>
    [
      ...erasuresIn(plan.operations).map(erasureBodyOf),
      ...postingsIn(plan.operations)
        .filter(posting => !isPurged(posting))
        .map(bodyOf),
    ]
      .toReversed()
      .forEach((body, at) => void queue.send(body, at % 2))
  const disturbances = [
    {
      invariant: 'I8',
      says: 'relabelling everything by another model and back changes no count',
      disturb: () => relabelled.forEach(room => void stage.relabelThereAndBack(room)),
    },
    { invariant: 'I5', says: 'delivering everything again changes no count', disturb: deliverAll },
    {
      invariant: 'audit',
      says: 'auditing with repair changes no count',
      disturb: () => audited.forEach(room => void perform({ do: 'audit', room, repair: true })),
    },
    {
      invariant: 'I7',
      says: 'expiry changes no count',
      disturb: () => {
        scheduler.pass(AFTERLIFE_DAYS * DAY_MS)
        perform({ do: 'sweep' })
      },
    },
    { invariant: 'I6', says: 'delivering what has expired changes no count', disturb: deliverAll },
    {
      invariant: 'I7',
      says: 'erasing what has expired changes no count',
      disturb: () =>
        postingsIn(plan.operations).forEach(({ room, id }) => void perform({ do: 'erase', room, id })),
    },
  ]

  try {
    await judge()
  } catch (error) {
    const { message } = error as Error
    violation = {
      invariant: 'end',
      says: 'every schedule ends',
      where: 'the code',
      left: message,
      right: 'an end',
    }
  }
  return { violation, lines: scheduler.lines }
}

const firstVectorless = (rooms: ReadonlySet<string>, observed: Observed): Violation | undefined =>
  [...rooms].map(room => vectorlessIn(observed, room, 'stub')).find(wrong => wrong !== undefined)

const unrepaired = ({ drift }: Observed): Violation | undefined => {
  const [first] = drift
  return (
    first && {
      invariant: 'audit',
      says: 'an audit in quiet repairs every drift (left: how much was counted wrong; right: what should be left)',
      where: first[0],
      left: tallyName(first[1]),
      right: 'nothing',
    }
  )
}
