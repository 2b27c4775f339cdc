import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MINUTE_MS, sum, tallyOf } from '../../functions/pipeline/mood.ts'
import type { LiveMessage, Span, Store, StoredMessage } from '../../functions/pipeline/ports.ts'
import { labels } from '../../schemas/labelled.ts'
import type { Opened } from './store.ts'
import {
  always,
  count,
  erased,
  HOUR_MS,
  live,
  MINUTE,
  T,
  tally,
  writeChange,
  writeNew,
} from './store-samples.ts'

/** What a change makes of the message of an id: posted, edited (maybe to another time), or erased. */
const change = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  erases: fc.boolean(),
  postedAt: fc.constantFrom(0, 1, 59_999, 60_000, HOUR_MS - 1, HOUR_MS, 2 * HOUR_MS).map(ms => T - ms),
  label: fc.constantFrom(...labels),
  sure: fc.boolean(),
  score: fc.integer({ min: -1000, max: 1000 }),
  told: fc.constantFrom(
    {},
    { kind: 'question', offensive: 0.9, flagged: true } as const,
    { kind: 'comment', offensive: 0.1, flagged: false } as const,
  ),
  model: fc.constantFrom('sentiment@1', 'nano@2'),
})
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never

/** Makes the changes, one write each; what stands in the end. */
const make = async (store: Store, room: string, changes: Change[]): Promise<LiveMessage[]> => {
  const standing = new Map<string, StoredMessage>()
  for (const [at, { id, erases, told, ...fields }] of changes.entries()) {
    const from = standing.get(id)
    const version = (from?.version ?? 0) + 1
    const to = live(id, { room, ...fields, ...told, revision: version, version })
    const next = erases && from ? erased(from) : to
    expect(await store.write(writeChange({ from, to: next }, at % 8))).toEqual({ is: 'written' })
    standing.set(id, next)
  }
  return [...standing.values()].filter(one => one.is === 'live')
}

const within =
  ({ fromMs, toMs }: Span) =>
  ({ postedAt }: LiveMessage) =>
    postedAt >= fromMs && postedAt < toMs

const foldOf = (messages: readonly LiveMessage[]) =>
  new Map(
    [...Map.groupBy(messages, ({ minute }) => minute)].map(([minute, some]) => [
      minute,
      sum(some.map(tallyOf)),
    ]),
  )

const looks = [undefined, { consistent: false }, { consistent: true }]
const threeHours = { fromMs: T - 3 * HOUR_MS, toMs: T + 1 }

export const foldContract = (opened: Opened): void => {
  test('a fold is what the live messages of its span add up to, after whatever has happened to them', async () => {
    const { store } = opened()
    let rooms = 0
    const edge = fc.constantFrom(0, 1, 30_000, 60_000, HOUR_MS, 3 * HOUR_MS)
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), edge, edge, async (changes, aMs, bMs) => {
        const room = `fold ${rooms++}`
        const span = { fromMs: T - Math.max(aMs, bMs), toMs: T + 1 - Math.min(aMs, bMs) }
        const standing = await make(store, room, changes)
        for (const how of looks)
          expect(await store.fold(room, span, how)).toEqual(foldOf(standing.filter(within(span))))
      }),
      { numRuns: 15 },
    )
  })

  test('a fold is all of a minute, however many messages it has, some of them at one time', async () => {
    const { store } = opened()
    const messages = Array.from({ length: 180 }, (_, at) =>
      live(`q-${at}`, { postedAt: T + (at % 7), label: labels[at % 3]!, score: at }),
    )
    for (let at = 0; at < 180; at += 60) await store.write(writeNew(messages.slice(at, at + 60), at / 60))
    for (const how of looks)
      expect(await store.fold('hall', { fromMs: T, toMs: T + MINUTE_MS }, how)).toEqual(foldOf(messages))
  })

  test('a message counts in a fold where its minute, its hour and its room have no counters', async () => {
    const { store } = opened()
    const message = live('q-1', { postedAt: T - 2 * HOUR_MS })
    await store.write({ ...writeNew([message]), adds: [] })
    for (const how of looks) expect(await store.fold('hall', threeHours, how)).toEqual(foldOf([message]))
  })

  test('counters without messages are in no fold, nor are messages of another room', async () => {
    const { store } = opened()
    await store.write(count({ window: MINUTE, shard: 0, add: tally({ n: 1, neutral: 1 }) }))
    await store.write(writeNew([live('q-1', { room: 'hall#2' })]))
    for (const how of looks) expect(await store.fold('hall', threeHours, how)).toEqual(new Map())
  })

  test('an empty span has an empty fold', async () => {
    const { store } = opened()
    await store.write(writeNew([live('q-1')]))
    for (const span of [
      { fromMs: T, toMs: T },
      { fromMs: T + HOUR_MS, toMs: T },
      { fromMs: T + 2_000, toMs: T + 1_000 },
    ])
      expect(await store.fold('hall', span)).toEqual(new Map())
  })

  test('the sum of the minutes is of every minute and shard there ever was, and of nothing else', async () => {
    const { store } = opened()
    expect(await store.sumOfMinutes('hall')).toEqual(tally())
    for (const [shard, minute] of [
      [0, 0],
      [7, 0],
      [3, 1],
      [2, 100_000],
      [2, -20_000_000],
    ] as const)
      await store.write(writeNew([live(`q-${shard}-${minute}`, { postedAt: T + minute * MINUTE_MS })], shard))
    await store.write(count({ window: 'total', shard: 0, add: tally({ n: 9 }) }))
    await store.write(count({ window: MINUTE, shard: 5, add: tally({ n: -1, flagged: 4 }) }))
    await store.write(writeNew([live('q-1', { room: 'hall#2' })]))
    const minutes = (await store.counters('hall', always)).map(counter => counter.tally)
    expect(await store.sumOfMinutes('hall')).toEqual(sum(minutes))
    expect((await store.sumOfMinutes('hall')).n).toBe(4)
  })
}
