import { expect, test } from 'vitest'
import type { AuditReport } from '../../../functions/pipeline/audit.ts'
import { auditRooms } from '../../../functions/pipeline/audit-rooms.ts'
import { minuteOf, nothing } from '../../../functions/pipeline/mood.ts'
import type { Store } from '../../../functions/pipeline/ports.ts'
import { record } from '../../../functions/pipeline/record.ts'
import { bench, labelledOf, limits, T } from './samples.ts'

const names = ['a', 'b', 'c', 'd', 'e']
const add = { ...nothing, n: 1, neutral: 1 }

/** Five rooms of a message each. `wrap` stands before their store; each room takes `roomMs`. */
const filled = async ({ wrap = (store: Store) => store, draw = 0, roomMs = 0 } = {}) => {
  const on = bench()
  for (const room of names) await record(on.ports, [labelledOf({ room })], limits)
  const audited: string[] = []
  const found: AuditReport[] = []
  const failed: string[] = []
  const store = wrap({
    ...on.ports.store,
    sumOfMinutes: async room => {
      audited.push(room)
      await on.clock.sleep(roomMs)
      return on.store.sumOfMinutes(room)
    },
  })
  const ports = {
    ...{ store, clock: on.clock, draw: () => draw },
    found: (report: AuditReport) => void found.push(report),
    failed: (room: string) => void failed.push(room),
  }
  const run = (within = Number.POSITIVE_INFINITY) =>
    auditRooms(ports, { pauseMs: T + within, deadlineMs: Number.POSITIVE_INFINITY })
  return { on, run, audited, found, failed }
}

test('an audit of all rooms sums up what each of them came to', async () => {
  const { on, run, audited, found } = await filled()
  for (const window of [minuteOf(T), 'total'] as const)
    await on.store.write({ room: 'b', puts: [], adds: [{ window, shard: 0, add }], atMs: T })
  expect(await run()).toEqual({
    ...{ rooms: 5, roomsLeft: 0, roomsFailed: 0, messages: 5, minutes: 5, drift: 1, unsettled: 0 },
  })
  expect(audited.slice(0, 5)).toEqual(names)
  expect(found).toMatchObject([{ room: 'b', drift: [{ window: minuteOf(T), repaired: false }] }])
})

test('it changes nothing, whatever it finds', async () => {
  const { on, run } = await filled()
  await on.store.write({ room: 'b', puts: [], adds: [{ window: 'total', shard: 0, add }], atMs: T })
  const before = structuredClone(on.contents)
  expect(await run()).toMatchObject({ drift: 1 })
  expect(on.contents).toEqual(before)
})

test('it begins with a room that is drawn, goes round, and leaves what it has no time for', async () => {
  const { run, audited } = await filled({ draw: 0.7, roomMs: 1_000 })
  expect(await run(2_500)).toMatchObject({ rooms: 3, roomsLeft: 2 })
  expect(audited).toEqual(['d', 'e', 'a'])
})

test('every room is first as often as any other', async () => {
  const firsts = await Promise.all(
    Array.from({ length: 10 }, async (_, at) => {
      const { run, audited } = await filled({ draw: at / 10, roomMs: 1_000 })
      await run(1)
      return audited[0]
    }),
  )
  expect(firsts).toEqual(names.flatMap(name => [name, name]))
})

test('a room that there is not time enough for is left, with what was done of it', async () => {
  const fold = (store: Store): Store => ({
    ...store,
    fold: async (...given) => {
      await clock.sleep(1_000)
      return store.fold(...given)
    },
  })
  const all = await filled({ wrap: fold })
  const { clock } = all.on
  expect(await all.run(1_500)).toMatchObject({ rooms: 0, roomsLeft: 5, messages: 1 })
})

test('a room that cannot be read is told of, and the others are audited', async () => {
  const broken = (store: Store): Store => ({
    ...store,
    fold: async (room, ...given) => {
      if (room === 'c') throw new Error('throttled')
      return store.fold(room, ...given)
    },
  })
  const { run, failed } = await filled({ wrap: broken })
  expect(await run()).toMatchObject({ rooms: 4, roomsFailed: 1, messages: 4 })
  expect(failed).toEqual(['c'])
})

test('without rooms there is nothing to do', async () => {
  const { store, clock } = bench()
  const ports = { store, clock, draw: () => 0.9, found: () => {}, failed: () => {} }
  const nothingDone = {
    rooms: 0,
    roomsLeft: 0,
    roomsFailed: 0,
    messages: 0,
    minutes: 0,
    drift: 0,
    unsettled: 0,
  }
  expect(await auditRooms(ports, { pauseMs: T + 1, deadlineMs: T + 1 })).toEqual(nothingDone)
})
