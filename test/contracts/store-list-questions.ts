import { expect, test } from 'vitest'
import type { LiveMessage, Store } from '../../functions/pipeline/ports.ts'
import type { Opened } from './store.ts'
import { always, erased, HOUR_MS, listAll, live, T, writeChange, writeNew } from './store-samples.ts'

const questions = { kind: 'question' } as const
const idsOf = async (store: Store, limit: number, span = always) =>
  (await listAll(store, 'hall', limit, span, questions)).ids

const writeAll = async (store: Store, messages: readonly LiveMessage[]): Promise<void> => {
  for (let at = 0; at < messages.length; at += 90) await store.write(writeNew(messages.slice(at, at + 90)))
}

/** Every fifth asks; every third of the others has been told no kind. Newest first. */
const told = (at: number) =>
  at % 5 === 0 ? questions : at % 3 === 0 ? {} : { kind: 'comment' as const, offensive: 0.1, flagged: false }

/** Questions alone: what those who group them read. */
export const questionListContract = (opened: Opened): void => {
  test.each([1, 7, 12, 13, 100])(
    'of questions, pages of %i hold each once, newest first, and nothing else',
    async limit => {
      const { store } = opened()
      const messages = Array.from({ length: 60 }, (_, at) =>
        live(`q-${at}`, { postedAt: T - at * 400_000, ...told(at) }),
      )
      for (const hourly of Map.groupBy(messages, ({ minute }) => Math.floor(minute / 60)).values())
        await store.write(writeNew(hourly))
      const asked = messages.filter(({ kind }) => kind === 'question').map(({ id }) => id)
      expect(await idsOf(store, limit)).toEqual(asked)
      const span = { fromMs: T - 20 * 400_000, toMs: T - 4 * 400_000 }
      expect(await idsOf(store, limit, span)).toEqual(['q-5', 'q-10', 'q-15', 'q-20'])
    },
  )

  test('a question is found among a thousand others, and behind a day of hours that hold none', async () => {
    const { store } = opened()
    const others = Array.from({ length: 1_000 }, (_, at) =>
      live(`c-${at}`, { kind: 'comment', postedAt: T - at }),
    )
    const hourly = Array.from({ length: 24 }, (_, at) =>
      live(`h-${at}`, { postedAt: T - (at + 1) * HOUR_MS }),
    )
    const [inside, last] = [
      live('inside', { ...questions, postedAt: T - 998 }),
      live('last', { ...questions, postedAt: T - 26 * HOUR_MS }),
    ]
    await writeAll(store, [...others, inside])
    for (const message of [...hourly, last]) await store.write(writeNew([message]))
    expect(await idsOf(store, 1)).toEqual(['inside', 'last'])
    expect(await idsOf(store, 50)).toEqual(['inside', 'last'])
  })

  test('whatever cursor a page of questions gave, everything else goes on from there, too', async () => {
    const { store } = opened()
    const messages = Array.from({ length: 15 }, (_, at) =>
      live(`q-${at}`, { postedAt: T - at * HOUR_MS, ...(at === 14 ? questions : {}) }),
    )
    for (const message of messages) await store.write(writeNew([message]))
    const all = messages.map(({ id }) => id)
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await store.list('hall', always, 5, cursor, questions)
      cursor = page.cursor
      if (cursor === undefined) break
      const { messages: rest } = await store.list('hall', always, 100, cursor)
      expect(rest.map(({ id }) => id)).toEqual(all.slice(all.length - rest.length))
      expect(rest.at(-1)?.id).toBe('q-14')
    }
    expect(await idsOf(store, 5)).toEqual(['q-14'])
  })

  test('what is told another kind, or erased, is a question no more, and the other way round', async () => {
    const { store } = opened()
    const [first, second, third] = [
      live('q-1', questions),
      live('q-2', questions),
      live('q-3', { kind: 'comment' }),
    ]
    await writeAll(store, [first, second, third])
    await store.write(writeChange({ from: first, to: { ...first, kind: 'comment', version: 2 } }))
    await store.write(writeChange({ from: second, to: erased(second) }))
    await store.write(writeChange({ from: third, to: { ...third, ...questions, version: 2 } }))
    expect(await idsOf(store, 10)).toEqual(['q-3'])
    expect((await listAll(store, 'hall', 10)).ids.toSorted()).toEqual(['q-1', 'q-3'])
  })

  test('a room without questions has an empty list of them, and so has no room', async () => {
    const { store } = opened()
    await writeAll(store, [live('q-1', { kind: 'comment' }), live('q-2')])
    expect(await idsOf(store, 10)).toEqual([])
    expect(await store.list('nowhere', always, 10, undefined, questions)).toEqual({ messages: [] })
    expect(await store.list('hall', always, 10, 'none of ours', questions)).toEqual({ messages: [] })
  })
}
