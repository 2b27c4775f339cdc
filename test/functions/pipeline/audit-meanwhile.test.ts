import { describe, expect, test } from 'vitest'
import { auditRoom } from '../../../functions/pipeline/audit.ts'
import type { Store, Window } from '../../../functions/pipeline/ports.ts'
import { record } from '../../../functions/pipeline/record.ts'
import { modelStore } from '../../schedules/model-store.ts'
import { audit, DAY_MS, filled, minute, miscount, patient } from './audited.ts'
import { bench, labelledOf, limits, MINUTE_MS, stillClock, T, totalOf } from './samples.ts'

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
