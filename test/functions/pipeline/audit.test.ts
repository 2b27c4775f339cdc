import { describe, expect, test } from 'vitest'
import { type AuditRest, auditRoom } from '../../../functions/pipeline/audit.ts'
import { erase } from '../../../functions/pipeline/erase.ts'
import { minuteOf, nothing } from '../../../functions/pipeline/mood.ts'
import type { Store, Window } from '../../../functions/pipeline/ports.ts'
import { record } from '../../../functions/pipeline/record.ts'
import { HORIZON_MS } from '../../../schemas/limits.ts'
import { modelStore } from '../../schedules/model-store.ts'
import {
  type Bench,
  bench,
  labelledOf,
  limits,
  MINUTE_MS,
  messageOf,
  stillClock,
  T,
  totalOf,
} from './samples.ts'

const DAY_MS = 86_400_000
const minute = minuteOf(T)
const one = { ...nothing, n: 1, positive: 1, score: 800 }
const patient = { deadlineMs: T + 600_000 }

/** Counts one message too many, by hand. */
const miscount = ({ store }: Bench, window: Window) =>
  store.write({ room: 'hall', puts: [], adds: [{ window, shard: 1, add: one }], atMs: T })

const filled = async (draws = [0.1, 0.6]) => {
  const on = bench({ draws })
  for (const [id, text, ageMs] of [
    ['a', 'good, rude?', 0],
    ['b', 'bad', MINUTE_MS],
    ['c', 'meh, old', 3 * DAY_MS],
    ['d', 'good', HORIZON_MS - MINUTE_MS],
  ] as const)
    await record(on.ports, [labelledOf({ id, text, postedAt: T - ageMs })], limits)
  return on
}
const audit = (on: Bench, repair = false, store: Store = on.ports.store, given = patient) =>
  auditRoom({ store, clock: on.clock }, 'hall', { repair, ...given })

describe('an audit', () => {
  test('sees no drift where every message is counted once, back to the horizon', async () => {
    const on = await filled()
    await erase(on.ports, { room: 'hall', key: messageOf({ id: 'a' }).key }, limits)
    expect(await audit(on)).toEqual({ room: 'hall', messages: 3, minutes: 4, drift: [], unsettled: [] })
    expect(on.clock.slept).toEqual([])
  })

  test.each([
    ['a minute', minute, [minute, 'total']],
    ['the total', 'total', ['total']],
    ['a minute that has no messages', minute - 30, [minute - 30, 'total']],
  ] as const)('sees %s that was counted wrong, and changes nothing', async (_, window, seen) => {
    const on = await filled()
    await miscount(on, window)
    const before = structuredClone(on.contents.counters)
    const { drift, unsettled } = await audit(on)
    expect(drift.map(({ window }) => window)).toEqual(seen)
    for (const { counted, actual, repaired } of drift)
      expect([Math.abs(counted.n - actual.n), repaired]).toEqual([1, false])
    expect(unsettled).toEqual([])
    expect(on.contents.counters).toEqual(before)
  })

  test('sees a message that is stored and not counted', async () => {
    const on = await filled()
    const { message } = { message: [...on.contents.messages.values()][0]! }
    await on.store.write({
      room: 'hall',
      puts: [{ message: { ...message, key: 'x'.repeat(32) }, over: 0 }],
      adds: [],
      atMs: T,
    })
    expect((await audit(on)).drift).toMatchObject([{ window: minute, counted: { n: 1 }, actual: { n: 2 } }])
  })

  test('sees and repairs what is counted under another model, where every other count is right', async () => {
    const on = await filled()
    const add = { ...nothing, models: { stub: -1, 'other@5a3e91b': 1 } }
    await on.store.write({ room: 'hall', puts: [], adds: [{ window: minute, shard: 1, add }], atMs: T })
    expect((await audit(on)).drift).toMatchObject([
      { window: minute, counted: { n: 1, models: { 'other@5a3e91b': 1 } }, actual: { models: { stub: 1 } } },
      { window: 'total' },
    ])
    await audit(on, true)
    expect((await audit(on)).drift).toEqual([])
  })

  test.each(['questions', 'flagged'] as const)('sees and repairs %s alone', async field => {
    const on = await filled()
    const adds = [{ window: minute, shard: 1, add: { ...nothing, [field]: 1 } }]
    await on.store.write({ room: 'hall', puts: [], adds, atMs: T })
    const drift = [{ window: minute, counted: { [field]: 2 }, actual: { [field]: 1 }, repaired: true }]
    expect((await audit(on, true)).drift).toMatchObject(drift)
    expect(await audit(on)).toMatchObject({ drift: [], unsettled: [] })
  })

  test.each([
    ['a minute', minute],
    ['the total', 'total'],
  ] as const)('repairs %s', async (_, window) => {
    const on = await filled()
    await miscount(on, window)
    expect((await audit(on, true)).drift).toMatchObject([{ window, repaired: true }])
    expect(totalOf(on)).toEqual({ n: 4, negative: 1, neutral: 1, positive: 2 })
    expect(await audit(on)).toMatchObject({ drift: [], unsettled: [] })
  })

  test('says that a window is unsettled, and leaves it, where time runs out before it has looked often enough', async () => {
    const on = await filled()
    await miscount(on, minute)
    const report = await audit(on, true, on.ports.store, { deadlineMs: T + 300 })
    expect(report).toMatchObject({ drift: [], unsettled: [minute, 'total'] })
    expect(on.writes).toHaveLength(4)
  })
})

describe('an audit that pauses', () => {
  const step = (
    on: Bench,
    repair: boolean,
    more: { rest?: AuditRest | undefined; deadlineMs?: number } = {},
  ) =>
    auditRoom({ store: on.ports.store, clock: on.clock }, 'hall', { repair, ...patient, pauseMs: 0, ...more })

  test('says what is left: the minutes before a time, and the total in any case', async () => {
    const on = await filled()
    const { rest } = await step(on, false)
    expect(rest).toEqual({ before: Math.floor(T / DAY_MS) * DAY_MS, inDoubt: false })
    const last = await step(on, false, { rest: { before: 0, inDoubt: false } })
    expect(last).toEqual({ room: 'hall', messages: 0, minutes: 0, drift: [], unsettled: [] })
  })

  test('repairs no total after a step that left minutes in doubt, however many steps ago', async () => {
    const on = await filled()
    await miscount(on, minute)
    const first = await step(on, true, { deadlineMs: T + 300 })
    expect(first).toMatchObject({ unsettled: [minute], rest: { inDoubt: true } })
    const second = await step(on, true, { rest: first.rest })
    expect(second.rest).toMatchObject({ inDoubt: true })
    const last = await step(on, true, { rest: { ...second.rest!, before: 0 } })
    expect(last).toMatchObject({ drift: [], unsettled: ['total'] })
  })

  test('cuts a day where its counters say that much is to be read, between two minutes', async () => {
    const on = await filled()
    const many = { ...nothing, n: 9_999, neutral: 9_999 }
    const adds = [{ window: minute - 5, shard: 0, add: many }]
    await on.store.write({ room: 'hall', puts: [], adds, atMs: T })
    const { drift, rest } = await step(on, false)
    expect([drift, rest]).toEqual([[], { before: (minute - 5 + 1) * MINUTE_MS, inDoubt: false }])
    expect((await step(on, false, { rest })).drift).toMatchObject([{ window: minute - 5 }])
  })

  test('pauses when its report is long enough, whatever the time', async () => {
    const on = await filled()
    for (let at = 0; at < 1_200; at++) await miscount(on, minute - at)
    const endless = (rest?: AuditRest) =>
      auditRoom({ store: on.ports.store, clock: on.clock }, 'hall', {
        repair: false,
        rest,
        deadlineMs: Infinity,
      })
    const report = await endless()
    expect(report.drift.length).toBeGreaterThanOrEqual(1_000)
    expect(report.rest).toMatchObject({ inDoubt: false })
    const next = await endless(report.rest)
    expect([report.drift.length + next.drift.length, next.rest]).toEqual([1_201, undefined])
  })
})

describe('an audit while messages arrive', () => {
  /** The store, with something happening before each of its calls of that name. */
  const meanwhile = (
    store: Store,
    call: 'list' | 'counters' | 'write',
    happen: () => Promise<unknown>,
  ): Store => ({
    ...store,
    [call]: async (...given: never[]) => {
      await happen()
      return (store[call] as (...given: never[]) => unknown)(...given)
    },
  })

  test('sees no drift where the index lags behind the table', async () => {
    const clock = stillClock()
    const model = modelStore({ lagMs: 150, clock })
    const on = { ...bench(), ...model, clock }
    on.ports = { ...on.ports, store: model.store, clock }
    await record(on.ports, [labelledOf()], limits)
    expect(await audit(on, true)).toMatchObject({ drift: [], unsettled: [] })
    expect(totalOf(on).n).toBe(1)
  })

  test('repairs nothing where each look comes just after another message that the index does not show yet', async () => {
    const clock = stillClock()
    const model = modelStore({ lagMs: 150, clock })
    const on = { ...bench(), ...model, clock }
    on.ports = { ...on.ports, store: model.store, clock }
    let count = 0
    const arrive = () => record(on.ports, [labelledOf({ id: `q-${count++}` })], { deadlineMs: Infinity })
    const arriving: typeof clock = {
      ...clock,
      sleep: async ms => {
        await clock.sleep(ms)
        await arrive()
      },
    }
    await arrive()
    const report = await auditRoom({ store: model.store, clock: arriving }, 'hall', {
      repair: true,
      ...patient,
    })
    expect(report.drift).toEqual([])
    expect(report.unsettled).toContain(minute)
    expect(totalOf(on).n).toBe(count)
  })

  test('the total of a room in which messages keep coming is settled, and repaired', async () => {
    const on = await filled()
    await miscount(on, 'total')
    let count = 0
    const arriving = {
      ...on.clock,
      sleep: async (ms: number) => {
        await on.clock.sleep(ms)
        await record(on.ports, [labelledOf({ id: `late-${count++}` })], { deadlineMs: Infinity })
      },
    }
    const run = (repair: boolean) =>
      auditRoom({ store: on.store, clock: arriving }, 'hall', { repair, ...patient })
    expect(await run(false)).toMatchObject({ drift: [{ window: 'total' }], unsettled: [] })
    expect(await run(true)).toMatchObject({ drift: [{ window: 'total', repaired: true }] })
    expect(totalOf(on).n).toBe(4 + count)
    expect(count).toBeGreaterThan(1)
  })

  test('a message that arrives during a look, and makes the counters match, hides no drift', async () => {
    const on = await filled()
    const uncounted = { ...[...on.contents.messages.values()][0]!, key: 'x'.repeat(40) }
    await on.store.write({ room: 'hall', puts: [{ message: uncounted, over: 0 }], adds: [], atMs: T })
    let looks = 0
    const fold: Store['fold'] = async (room, span, how) => {
      const folded = await on.store.fold(room, span, how)
      if (how?.consistent)
        await record(on.ports, [labelledOf({ id: `late-${looks++}`, text: 'good, rude?' })], limits)
      return folded
    }
    expect(await audit(on, false, { ...on.ports.store, fold })).toMatchObject({ unsettled: [minute] })
    expect((await audit(on)).drift).toMatchObject([{ window: minute }])
  })

  test('a repair that a write gets ahead of does nothing, and says so', async () => {
    const on = await filled()
    await miscount(on, minute)
    const store = meanwhile(on.ports.store, 'write', () =>
      record(on.ports, [labelledOf({ id: 'late' })], { deadlineMs: Infinity }),
    )
    expect(await audit(on, true, store)).toMatchObject({ drift: [], unsettled: [minute, 'total'] })
    expect(totalOf(on).n).toBe(5)
    expect((await audit(on, true)).drift).toMatchObject([{ window: minute, repaired: true }])
    expect(await audit(on)).toMatchObject({ drift: [], unsettled: [] })
  })

  test('a repair that a write to a shard of its own gets ahead of does nothing, either', async () => {
    const on = await filled()
    await miscount(on, minute)
    const elsewhere = { ...on.ports, draw: () => 0.99 }
    const store = meanwhile(on.ports.store, 'write', () =>
      record(elsewhere, [labelledOf({ id: 'late' })], { deadlineMs: Infinity }),
    )
    expect((await audit(on, true, store)).drift).toEqual([])
  })

  test('an edit that moves a message between minutes, and leaves the total as it is, is no drift', async () => {
    const on = await filled([0.1])
    let revision = 0
    const move = () => {
      revision += 1
      const postedAt = T - (revision % 2) * 10 * MINUTE_MS
      return record(on.ports, [labelledOf({ id: 'a', revision, postedAt })], { deadlineMs: Infinity })
    }
    // The minutes are read shard by shard: here, the older minute before the edit and the newer one after it.
    const counters: Store['counters'] = async (room, span) => {
      if (span === undefined || span.toMs - span.fromMs < 2 * DAY_MS) return on.store.counters(room, span)
      const before = await on.store.counters(room, span)
      await move()
      const after = await on.store.counters(room, span)
      const isOlder = ({ window }: { window: Window }) => Number(window) < minute - 5
      return [...before.filter(isOlder), ...after.filter(counter => !isOlder(counter))]
    }
    const report = await audit(on, true, { ...on.ports.store, counters })
    expect(report.drift).toEqual([])
    expect(totalOf(on).n).toBe(4)
  })
})
