import { expect, test } from 'vitest'
import { eraseAll } from '../../functions/pipeline/erase.ts'
import { eraseAuthor } from '../../functions/pipeline/erase-author.ts'
import { nothing, sum } from '../../functions/pipeline/mood.ts'
import type { LiveMessage, Store, Write } from '../../functions/pipeline/ports.ts'
import type { Opened } from './store.ts'
import { HOUR_MS, insist, listAll, live, T, totalOf, writeNew } from './store-samples.ts'

const limits = { deadlineMs: T + 60_000 }
const portsOn = (store: Store) => ({
  store,
  clock: { now: () => T, sleep: async () => {} },
  draw: () => 0.99,
})

/** What is counted in the minutes of a room, all shards together. */
const inMinutes = async (store: Store, messages: readonly LiveMessage[]) => {
  const span = { fromMs: Math.min(...messages.map(({ postedAt }) => postedAt)) - HOUR_MS, toMs: T + HOUR_MS }
  return sum((await store.counters('hall', span)).map(({ tally }) => tally))
}

/** What the pipeline makes of a store when messages are erased. */
export const correctionsContract = (opened: Opened): void => {
  test('many messages are erased in one transaction; each is taken back from the minute that it was counted in', async () => {
    const { store } = opened()
    const messages = [...Array(40).keys()].map(at =>
      live(`q-${at}`, { postedAt: T - at * 90_000, ...(at % 2 ? { label: 'negative', score: -300 } : {}) }),
    )
    await insist(store, writeNew(messages, 3))
    const writes: Write[] = []
    const write = (one: Write) => {
      writes.push(one)
      return store.write(one)
    }
    const standing = new Map(messages.map(message => [message.key, message]))
    const ahead = live('not-yet')
    const results = await eraseAll(portsOn({ ...store, write }), [...messages, ahead], limits, standing)
    expect([...results.values()]).toEqual([...Array(40).fill('erased'), 'ahead'])
    expect(writes).toHaveLength(1)
    expect(await totalOf(store)).toBe(0)
    expect(await inMinutes(store, messages)).toEqual(nothing)
    const again = await eraseAll(portsOn(store), messages, limits, new Map())
    expect(new Set(again.values())).toEqual(new Set(['already']))
    expect(await totalOf(store)).toBe(0)
  })

  test('what changed since it was looked at is settled, and the rest erased all the same', async () => {
    const { store, other } = opened()
    const [a, b, c] = ['a', 'b', 'c'].map(id => live(id))
    await insist(store, writeNew([a!, b!]))
    const standing = new Map([a!, b!].map(message => [message.key, message]))
    await eraseAll(portsOn(other.store), [a!], limits, standing)
    const stale = await eraseAll(portsOn(store), [a!, b!, c!], limits, standing)
    expect([...stale.values()].sort()).toEqual(['ahead', 'already', 'erased'])
    expect(await totalOf(store)).toBe(0)
  })

  test('an author is erased over hours and weeks of a room, and everybody else is left', async () => {
    const { store } = opened()
    const hours = [0, 1, 5, 200, 900]
    const messages = hours.flatMap(hour =>
      ['Ada', 'Bob', 'Ada'].map((author, nth) =>
        live(`${hour}-${nth}`, { author, postedAt: T - hour * HOUR_MS - nth * 1_000 }),
      ),
    )
    for (const message of messages) await insist(store, writeNew([message]))
    const step = { dryRun: false, lookUntilMs: T + 60_000, ...limits }
    expect(await eraseAuthor(portsOn(store), 'hall', { author: 'Ada' }, step)).toMatchObject({
      ...{ looked: 15, found: 10, erased: 10, cursor: undefined },
    })
    const { ids } = await listAll(store, 'hall', 50, { fromMs: 0, toMs: T + HOUR_MS })
    expect(ids).toEqual(hours.map(hour => `${hour}-1`))
    expect(await totalOf(store)).toBe(5)
    expect(await eraseAuthor(portsOn(store), 'hall', { author: 'Ada' }, step)).toMatchObject({ found: 0 })
  })
}
