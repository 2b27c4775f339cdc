import { describe, expect, test } from 'vitest'
import { type AuditRest, auditRoom } from '../../../functions/pipeline/audit.ts'
import { erase } from '../../../functions/pipeline/erase.ts'
import { nothing } from '../../../functions/pipeline/mood.ts'
import { audit, DAY_MS, filled, minute, miscount, patient } from './audited.ts'
import { type Bench, limits, MINUTE_MS, messageOf, T, totalOf } from './samples.ts'

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
