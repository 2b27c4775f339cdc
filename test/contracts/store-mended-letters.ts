import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Opened } from './store.ts'
import { listed, newestFirst } from './store-letters.ts'
import { letter, T } from './store-samples.ts'

const edited = Buffer.from('{"mended":true}').toString('base64')
const edit = { edited, room: 'plaza', atMs: T + 5 }

/** What people do to letters: they edit, park, purge and import them, and look for some of them. */
export const mendedLettersContract = (opened: Opened): void => {
  test('an edit is kept beside the bytes as they came, with its room, and counted', async () => {
    const { letters, other } = opened()
    const { room: _, ...first } = letter('{"torn')
    await letters.put(first)
    expect(await letters.edit(first, edit)).toBe(true)
    const after = { ...first, edited, room: 'plaza', editedAt: T + 5, edits: 1 }
    expect(await other.letters.get(first.key)).toEqual(after)
    expect((await letters.list({ limit: 10, room: 'plaza' })).letters).toEqual([after])
    expect(await letters.edit(after, { ...edit, edited: 'e30=', atMs: T + 6 })).toBe(true)
    expect(await letters.get(first.key)).toEqual({ ...after, edited: 'e30=', editedAt: T + 6, edits: 2 })
  })

  test('of two edits of what was seen, one is kept', async () => {
    const { letters, other } = opened()
    const first = letter('x')
    await letters.put(first)
    const both = await Promise.all([
      letters.edit(first, edit),
      other.letters.edit(first, { ...edit, edited: 'e30=' }),
    ])
    expect(both.toSorted()).toEqual([false, true])
    expect(await letters.get(first.key)).toMatchObject({ edits: 1, edited: both[0] ? edited : 'e30=' })
  })

  test('a letter that was edited or rejected again since it was seen is neither marked, edited nor purged', async () => {
    const { letters } = opened()
    const [one, two] = [letter('edited'), letter('rejected again')]
    await letters.put(one)
    await letters.put(two)
    await letters.edit(one, edit)
    await letters.put(two)
    const before = await Promise.all([one, two].map(({ key }) => letters.get(key)))
    expect(await letters.replayed([one, two], T + 9)).toEqual([])
    expect(await letters.purge([one, two])).toEqual([])
    expect([await letters.edit(one, edit), await letters.edit(two, edit)]).toEqual([false, false])
    expect(await Promise.all([one, two].map(({ key }) => letters.get(key)))).toEqual(before)
  })

  test('an edited letter that was replayed opens again with its edit, and its room, when its bytes come again', async () => {
    const { letters } = opened()
    const { room: _, ...first } = letter('{"torn')
    await letters.put(first)
    await letters.edit(first, edit)
    await letters.replayed([{ ...first, edits: 1 }], T + 7)
    await letters.put({ ...first, rejectedAt: T + 10 })
    expect(await letters.get(first.key)).toEqual({
      ...first,
      ...{ edited, room: 'plaza', editedAt: T + 5, edits: 1 },
      ...{ rejectedAt: T + 10, rejections: 2, replays: 1, replayedAt: T + 7 },
    })
  })

  test('an edit opens a letter that was replayed or parked', async () => {
    const { letters } = opened()
    const [one, two] = [letter('replayed'), letter('parked')]
    await letters.put(one)
    await letters.put(two)
    await letters.replayed([one], T)
    await letters.park([two.key], 'open')
    expect([await letters.edit(one, edit), await letters.edit(two, edit)]).toEqual([true, true])
    expect((await listed(letters, { state: 'open', limit: 10 })).length).toBe(2)
  })

  test('open letters are parked and parked ones opened; those in another state stay', async () => {
    const { letters } = opened()
    const [open, parked, replayed] = [letter('open'), letter('parked'), letter('replayed')]
    for (const one of [open, parked, replayed]) await letters.put(one)
    await letters.replayed([replayed], T)
    expect(await letters.park([parked.key, replayed.key], 'open')).toEqual([parked.key])
    expect(await letters.park([parked.key], 'open')).toEqual([])
    expect(await letters.get(parked.key)).toEqual({ ...parked, state: 'parked' })
    expect(await letters.get(replayed.key)).toMatchObject({ state: 'replayed' })
    expect(await listed(letters, { state: 'parked', limit: 10 })).toEqual([parked.key])
    expect(await letters.park([open.key, parked.key, replayed.key], 'parked')).toEqual([parked.key])
    expect(await letters.get(parked.key)).toEqual(parked)
  })

  test('a parked letter that is put again stays parked, and is counted', async () => {
    const { letters } = opened()
    const first = letter('x')
    await letters.put(first)
    await letters.park([first.key], 'open')
    await letters.put({ ...first, detail: 'another', rejectedAt: T + 9 })
    expect(await letters.get(first.key)).toEqual({ ...first, state: 'parked', rejections: 2 })
  })

  test('a purged letter is gone, however large; put again, it is new and whole', async () => {
    const { letters } = opened()
    const large = letter('large', { body: randomBytes(1024 * 1024).toString('base64') })
    const other = letter('other')
    await letters.put(large)
    await letters.put(other)
    await letters.put(large)
    expect(await letters.purge([{ ...large, rejections: 2 }, letter('never put')])).toEqual([large.key])
    expect(await letters.get(large.key)).toBeUndefined()
    expect((await letters.list({ limit: 10 })).letters).toEqual([other])
    await letters.put(large)
    expect(await letters.get(large.key)).toEqual(large)
  })

  test('a restored letter is exactly what it was; what is there already stays', async () => {
    const { letters } = opened()
    const history = { rejections: 3, replays: 2, replayedAt: T + 1, edits: 2, editedAt: T + 2, edited }
    const [one, two] = [letter('one', { ...history, state: 'parked' }), letter('two')]
    const large = letter('large', { body: randomBytes(600 * 1024).toString('base64') })
    await letters.put(two)
    expect(await letters.restore([one, { ...two, ...history }, large])).toEqual([one.key, large.key])
    expect(await letters.get(one.key)).toEqual(one)
    expect(await letters.get(two.key)).toEqual(two)
    expect(await letters.get(large.key)).toEqual(large)
    expect(await letters.restore([one])).toEqual([])
    expect(await letters.replayed([one], T + 9)).toEqual([one.key])
  })

  test('many letters are changed at once, those that can be', async () => {
    const { letters } = opened()
    const all = Array.from({ length: 60 }, (_, at) => letter(`l-${at}`))
    expect((await letters.restore(all)).toSorted()).toEqual(all.map(({ key }) => key).toSorted())
    const even = all.filter((_, at) => at % 2 === 0)
    expect(
      await letters.park(
        even.map(({ key }) => key),
        'open',
      ),
    ).toHaveLength(30)
    expect(await letters.replayed(even, T)).toHaveLength(30)
    expect(await letters.purge(all)).toHaveLength(60)
    expect(await letters.heads({ limit: 100 })).toEqual({ heads: [] })
  })

  test('a list can be of a span of time, from its start up to, not including, its end', async () => {
    const { letters } = opened()
    const all = Array.from({ length: 30 }, (_, at) => letter(`l-${at}`, { rejectedAt: T + (at % 10) }))
    await letters.restore(all)
    for (const [from, to] of [
      [2, 5],
      [undefined, 3],
      [7, undefined],
      [4, 4],
      [5, 4],
      [10, 99],
    ] as const) {
      const span = {
        ...(from === undefined ? {} : { from: T + from }),
        ...(to === undefined ? {} : { to: T + to }),
      }
      const wanted = all.filter(
        ({ rejectedAt }) => rejectedAt >= T + (from ?? 0) && rejectedAt < T + (to ?? 99),
      )
      expect(await listed(letters, { ...span, limit: 4 })).toEqual(newestFirst(wanted))
    }
  })

  test('a list can be of the keys that begin so', async () => {
    const { letters } = opened()
    const all = Array.from({ length: 40 }, (_, at) => letter(`l-${at}`))
    await letters.restore(all)
    const { key } = all[0]!
    expect(await listed(letters, { prefix: key.slice(0, 12), limit: 3 })).toEqual([key])
    const begun = all.filter(one => one.key.startsWith(key[0]!))
    expect(await listed(letters, { prefix: key[0]!, limit: 3 })).toEqual(newestFirst(begun))
    expect(await listed(letters, { prefix: 'zz', limit: 3 })).toEqual([])
  })
}
