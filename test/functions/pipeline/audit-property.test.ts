import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AuditReport, type AuditRest, auditRoom } from '../../../functions/pipeline/audit.ts'
import { liveItem, tombstone } from '../../../functions/pipeline/message-item.ts'
import {
  isNothing,
  minus,
  minuteOf,
  nothing,
  plus,
  sum,
  tallyFields,
} from '../../../functions/pipeline/mood.ts'
import type { Counter, LiveMessage, StoredMessage, Window } from '../../../functions/pipeline/ports.ts'
import { writeOf } from '../../../functions/pipeline/write.ts'
import { HORIZON_MS } from '../../../schemas/limits.ts'
import type { Tally } from '../../../schemas/mood.ts'
import { foldOf, type ModelStore, modelStore } from '../../schedules/model-store.ts'
import { labelledOf, MINUTE_MS, stillClock, T } from './samples.ts'

/*
 * A room with faults of every kind that no writer of ours makes, audited. What an audit has to say and to repair is
 * told from what the store holds, by other code than the audit's.
 */
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const room = 'hall'

const time = fc.constantFrom(
  ...[0, 1, 2, 3].map(minutes => minutes * MINUTE_MS),
  ...[HOUR_MS, DAY_MS, DAY_MS + HOUR_MS, 20 * DAY_MS, HORIZON_MS],
  ...[T % DAY_MS, (T % DAY_MS) + 1], // the first millisecond of a day, and the last of the day before
)
const posting = fc.record({
  ageMs: time,
  text: fc.constantFrom('good', 'bad, rude?', 'meh', 'good, old'),
  shard: fc.nat(2),
})
const nth = fc.nat(20)
const window = fc.oneof(
  fc.constant('total' as const),
  time.map(ageMs => minuteOf(T - ageMs)),
)

/** What a fault does to the room; `nth` is of the messages, or of the counters. */
const fault = fc.oneof(
  fc.record({
    is: fc.constant('counted by hand' as const),
    window,
    field: fc.constantFrom(...tallyFields),
    by: fc.integer({ min: -9_000, max: 9_000 }),
  }),
  fc.record({ is: fc.constant('counter lost' as const), nth }),
  fc.record({ is: fc.constant('minute lost' as const), nth }),
  fc.record({ is: fc.constant('message not counted' as const), ageMs: time }),
  fc.record({ is: fc.constant('erasure not counted' as const), nth }),
  fc.record({ is: fc.constant('edit not counted' as const), nth, ageMs: time }),
)
type Fault = typeof fault extends fc.Arbitrary<infer Value> ? Value : never

const item = (id: string, text: string, postedAt: number, shard = 0, version = 1): LiveMessage =>
  liveItem(labelledOf({ id, text, postedAt }), { shard, version, withoutText: false, atMs: T })

const fill = async ({ store }: ModelStore, postings: { ageMs: number; text: string; shard: number }[]) => {
  for (const [at, { ageMs, text, shard }] of postings.entries())
    await store.write(writeOf(room, [{ to: item(`q-${at}`, text, T - ageMs, shard) }], shard, T))
}

const plant = async ({ store, contents }: ModelStore, fault: Fault): Promise<void> => {
  const put = (message: StoredMessage, over: number) =>
    store.write({ room, puts: [{ message, over }], adds: [], atMs: T })
  const messages = [...contents.messages.values()].filter(one => one.is === 'live')
  const counters = [...contents.counters.entries()]
  switch (fault.is) {
    case 'counted by hand': {
      const add = { ...nothing, [fault.field]: fault.by }
      return void (await store.write({
        room,
        puts: [],
        adds: [{ window: fault.window, shard: 1, add }],
        atMs: T,
      }))
    }
    case 'counter lost':
      return void contents.counters.delete(counters[fault.nth % counters.length]?.[0] ?? '')
    case 'minute lost': {
      const { window: lost } = counters[fault.nth % counters.length]?.[1] ?? {}
      for (const [key, counter] of counters) if (counter.window === lost) contents.counters.delete(key)
      return
    }
    case 'message not counted':
      return void (await put(item(`late-${messages.length}`, 'good', T - fault.ageMs), 0))
    case 'erasure not counted': {
      const gone = messages[fault.nth % messages.length]
      return gone && void (await put(tombstone(gone.key, room, gone.version + 1, T), gone.version))
    }
    case 'edit not counted': {
      const old = messages[fault.nth % messages.length]
      if (!old) return
      const { postedAt, minute } = item('', '', T - fault.ageMs)
      const edited = {
        ...old,
        postedAt,
        minute,
        label: 'negative' as const,
        score: -5,
        version: old.version + 1,
      }
      return void (await put(edited, old.version))
    }
  }
}

const spoiled = fc.record({
  postings: fc.array(posting, { maxLength: 20 }),
  faults: fc.array(fault, { maxLength: 6 }),
})

const open = async ({ postings, faults }: { postings: Parameters<typeof fill>[1]; faults: Fault[] }) => {
  const model = modelStore()
  await fill(model, postings)
  for (const one of faults) await plant(model, one)
  return { ...model, clock: stillClock() }
}

const within = { deadlineMs: T + 1e9 }
const atOnce = ({ store, clock }: Awaited<ReturnType<typeof open>>, repair: boolean) =>
  auditRoom({ store, clock }, room, { repair, ...within })

/** One slice a step. */
const inSteps = async ({ store, clock }: Awaited<ReturnType<typeof open>>, repair: boolean) => {
  const steps: AuditReport[] = []
  let rest: AuditRest | undefined
  do {
    steps.push(await auditRoom({ store, clock }, room, { repair, ...within, pauseMs: 0, rest }))
    rest = steps.at(-1)!.rest
  } while (rest)
  return steps
}

const added = (steps: AuditReport[]): AuditReport => ({
  room,
  messages: steps.reduce((all, { messages }) => all + messages, 0),
  minutes: steps.reduce((all, { minutes }) => all + minutes, 0),
  drift: steps.flatMap(({ drift }) => drift),
  unsettled: steps.flatMap(({ unsettled }) => unsettled),
})

const countedIn = ({ contents }: ModelStore): Map<Window, Tally> => {
  const sums = new Map<Window, Tally>()
  for (const { window, tally } of contents.counters.values())
    sums.set(window, plus(sums.get(window) ?? nothing, tally))
  return sums
}

/** Minutes whose counters are not what the messages say. */
const wrongMinutes = (model: ModelStore): number[] => {
  const [counted, fold] = [countedIn(model), foldOf([...model.contents.messages.values()])]
  const minutes = [...new Set([...counted.keys(), ...fold.keys()])].filter(one => one !== 'total')
  return minutes.filter(one => !isNothing(minus(counted.get(one) ?? nothing, fold.get(one) ?? nothing)))
}

const isTotalWrong = (model: ModelStore): boolean => {
  const { total, ...minutes } = Object.fromEntries(countedIn(model)) as Record<string, Tally>
  return !isNothing(minus(total ?? nothing, sum(Object.values(minutes))))
}

const windowsOf = ({ drift }: AuditReport) => drift.map(({ window }) => window)

test('an audit finds every window that has drifted, and no other, and changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(spoiled, async given => {
      const on = await open(given)
      const before = structuredClone(on.contents)
      const report = await atOnce(on, false)
      const expected: Window[] = wrongMinutes(on)
      if (isTotalWrong(on)) expected.push('total')
      expect(windowsOf(report).map(String).sort()).toEqual(expected.map(String).sort())
      expect(report.unsettled).toEqual([])
      expect(on.contents).toEqual(before)
    }),
  )
})

test('an audit in steps finds what an audit at once finds', async () => {
  await fc.assert(
    fc.asyncProperty(spoiled, async given => {
      const on = await open(given)
      const steps = await inSteps(on, false)
      expect(steps.length).toBeGreaterThan(HORIZON_MS / DAY_MS)
      expect(added(steps)).toEqual(await atOnce(on, false))
    }),
  )
})

test.each([['at once'], ['in steps']])(
  'an audit %s repairs every drift; no message and no other counter moves',
  async how => {
    await fc.assert(
      fc.asyncProperty(spoiled, async given => {
        const on = await open(given)
        const before = structuredClone(on.contents)
        const wrong = wrongMinutes(on)
        const report = how === 'at once' ? await atOnce(on, true) : added(await inSteps(on, true))
        expect([wrongMinutes(on), isTotalWrong(on)]).toEqual([[], false])
        expect(report.drift.every(({ repaired }) => repaired)).toBe(true)
        expect(on.contents.messages).toEqual(before.messages)
        const isOther = ({ window }: Counter) => !wrong.includes(Number(window)) && window !== 'total'
        const others = ({ counters }: typeof before) => [...counters.values()].filter(isOther)
        expect(others(on.contents)).toEqual(others(before))
        expect(await atOnce(on, true)).toMatchObject({ drift: [], unsettled: [] })
      }),
    )
  },
)
