import { expect, test } from 'vitest'
import { timeKey } from '../../functions/pipeline/keys.ts'
import type { LiveMessage, Store } from '../../functions/pipeline/ports.ts'
import type { Opened } from './store.ts'
import { always, erased, HOUR_MS, listAll, live, T, writeChange, writeNew } from './store-samples.ts'

const DAY_MS = 24 * HOUR_MS

/** Over all shards. */
const writeAll = async (store: Store, messages: LiveMessage[]): Promise<void> => {
  const perWrite = Math.ceil(messages.length / 8)
  for (let shard = 0; shard * perWrite < messages.length; shard++)
    await store.write(writeNew(messages.slice(shard * perWrite, (shard + 1) * perWrite), shard))
}

const newestFirst = (messages: LiveMessage[]): string[] =>
  messages
    .toSorted((a, b) => (timeKey(a.postedAt, a.key) < timeKey(b.postedAt, b.key) ? 1 : -1))
    .map(({ id }) => id)

/** Seconds, hours and weeks apart. */
const scattered = [0, 1, 2, 900, 3_599, 3_600, 3_601, 90_000, 90_001, 800_000, 2_500_000].map(seconds =>
  live(`q-${seconds}`, { postedAt: T - seconds * 1000 }),
)

export const listContract = (opened: Opened): void => {
  test.each([1, 2, 3, 10, 11, 50])('pages of %i hold every message once, newest first', async limit => {
    const { store } = opened()
    await writeAll(store, scattered)
    const { pages, ids } = await listAll(store, 'hall', limit)
    expect(ids).toEqual(newestFirst(scattered))
    expect(pages).toHaveLength(Math.ceil(scattered.length / limit))
    expect(pages.slice(0, -1).every(page => page.length === limit)).toBe(true)
  })

  test('messages of one millisecond are in one order, and pages do not cut any out', async () => {
    const { store } = opened()
    const tied = Array.from({ length: 130 }, (_, at) => live(`q-${at}`, { postedAt: T + (at % 2) }))
    await writeAll(store, tied)
    expect((await listAll(store, 'hall', 7)).ids).toEqual(newestFirst(tied))
    expect((await listAll(store, 'hall', 129)).ids).toEqual(newestFirst(tied))
  })

  test('a span is from its start up to, not including, its end', async () => {
    const { store } = opened()
    const messages = [-1, 0, 1, 59_999, 60_000, HOUR_MS].map(ms => live(`at ${ms}`, { postedAt: T + ms }))
    await writeAll(store, messages)
    const idsIn = async (fromMs: number, toMs: number) =>
      (await listAll(store, 'hall', 2, { fromMs, toMs })).ids
    expect(await idsIn(T, T + 60_000)).toEqual(['at 59999', 'at 1', 'at 0'])
    expect(await idsIn(T - 1, T)).toEqual(['at -1'])
    expect(await idsIn(T + HOUR_MS, T + DAY_MS)).toEqual([`at ${HOUR_MS}`])
    expect(await idsIn(T + 2, T + 59_999)).toEqual([])
    expect(await idsIn(T, T)).toEqual([])
    expect(await idsIn(T + HOUR_MS, T)).toEqual([])
    expect(await idsIn(-Infinity, Infinity)).toHaveLength(6)
  })

  test('erased messages are in no page, and a page is full without them', async () => {
    const { store } = opened()
    await writeAll(store, scattered)
    const gone = scattered.filter((_, at) => at % 2 === 0)
    for (const message of gone) await store.write(writeChange({ from: message, to: erased(message) }))
    const { pages, ids } = await listAll(store, 'hall', 2)
    expect(ids).toEqual(newestFirst(scattered.filter(message => !gone.includes(message))))
    expect(pages.map(page => page.length)).toEqual([2, 2, 1])
  })

  test('an hour with nothing but erased messages does not end the list', async () => {
    const { store } = opened()
    const messages = [0, 1, 2].map(hours => live(`q-${hours}`, { postedAt: T - hours * HOUR_MS }))
    await writeAll(store, messages)
    await store.write(writeChange({ from: messages[1]!, to: erased(messages[1]!) }))
    expect((await listAll(store, 'hall', 1)).ids).toEqual(['q-0', 'q-2'])
  })

  test('a revised message is there once, where its new time puts it', async () => {
    const { store } = opened()
    const [first, second] = [live('q-1'), live('q-2', { postedAt: T + 1000 })]
    await writeAll(store, [first, second])
    const edited = { ...live('q-1', { postedAt: T + 2 * HOUR_MS, text: 'edited' }), revision: 1, version: 2 }
    await store.write(writeChange({ from: first, to: edited }))
    expect((await store.list('hall', always, 10)).messages).toEqual([edited, second])
  })

  test('what arrives between two pages does not disturb the second', async () => {
    const { store } = opened()
    await writeAll(store, scattered)
    const first = await store.list('hall', always, 4)
    await writeAll(store, [live('late', { postedAt: T + 5 }), live('later', { postedAt: T + HOUR_MS })])
    const second = await store.list('hall', always, 100, first.cursor)
    const ids = [...first.messages, ...second.messages].map(({ id }) => id)
    expect(ids).toEqual(newestFirst(scattered))
  })

  test('a cursor holds within another span, too', async () => {
    const { store } = opened()
    await writeAll(store, scattered)
    const { cursor } = await store.list('hall', always, 3)
    const span = { fromMs: T - 3_600_000, toMs: T }
    const { messages } = await store.list('hall', span, 10, cursor)
    expect(messages.map(({ id }) => id)).toEqual(['q-900', 'q-3599', 'q-3600'])
    const later = { fromMs: T - DAY_MS * 30, toMs: T - 3_600_500 }
    expect((await store.list('hall', later, 2, cursor)).messages.map(({ id }) => id)).toEqual([
      'q-3601',
      'q-90000',
    ])
  })

  test('a cursor that is none of ours gives an empty page', async () => {
    const { store } = opened()
    await writeAll(store, scattered)
    for (const cursor of ['', 'x', '#', '999', "'; --", '12#', 'zzzzzzzzzzzzzzz#q'])
      expect(await store.list('hall', always, 10, cursor)).toEqual({ messages: [] })
  })
}
