import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../../functions/pipeline/mood.ts'
import { keptRooms, MOST } from '../../../functions/rooms/rooms.ts'
import { MODEL } from '../questions/asked.ts'
import { HOUR_MS, keyOf, NOW, ROOM, writtenRoom } from './written-room.ts'

const grouping = { model: MODEL, cosine: 0.9 }

/** A room with a question in each of its last minutes, and how it is read. */
const open = async ({ minutes = 5, most = MOST, lagMs = 0 } = {}) => {
  const room = writtenRoom({ lagMs })
  for (let ago = 0; ago < minutes; ago++) await room.say(`q-${ago}`, { postedAt: NOW - ago * MINUTE_MS })
  const read = keptRooms(room, grouping, most)
  /** The calls that it took to look again, a second later. */
  const look = async (fromMs?: number) => {
    room.clock.nowMs += 1_000
    const before = { ...room.calls }
    const found = (await read({ room: ROOM, fromMs }))!
    const questions = found.questions.groups.groups().flatMap(group => group.questions)
    return {
      counters: room.calls.counters - before.counters,
      list: room.calls.list - before.list,
      size: found.questions.size(),
      partial: found.questions.isPartial(),
      keys: questions.map(({ key }) => key).sort(),
      texts: questions.map(({ text }) => text).sort(),
    }
  }
  return { ...room, read, look }
}
const keys = (...ids: string[]) => ids.map(keyOf).sort()

describe('looking again', () => {
  test('costs one reading of counters where nothing has changed', async () => {
    const { look } = await open()
    expect(await look()).toMatchObject({ counters: 2, list: 1, size: 5 })
    expect(await look()).toMatchObject({ counters: 1, list: 0, size: 5 })
  })

  test('lists the minute that has changed, and no other', async () => {
    const room = await open()
    await room.look()
    const listed: unknown[] = []
    const { list } = room.store
    room.store.list = async (...asked) => {
      listed.push(asked[1])
      return list(...asked)
    }
    await room.say('q-3', { label: 'negative' })
    expect(await room.look()).toMatchObject({ counters: 2, list: 1, size: 5 })
    const startMs = NOW - (NOW % MINUTE_MS) - 3 * MINUTE_MS
    expect(listed).toEqual([{ fromMs: startMs, toMs: startMs + MINUTE_MS }])
  })

  test('lists nothing where only comments came', async () => {
    const { look, say } = await open()
    await look()
    await say('c-1', { kind: 'comment', postedAt: NOW - HOUR_MS })
    expect(await look()).toMatchObject({ counters: 2, list: 0, size: 5 })
  })

  test('is one reading for all who ask within a second, and each is told the same', async () => {
    const { read, calls } = await open()
    const found = await Promise.all(Array.from({ length: 50 }, () => read({ room: ROOM })))
    expect(calls).toEqual({ counters: 2, list: 1 })
    expect(new Set(found.map(one => one!.questions)).size).toBe(1)
  })

  test('at a room that nobody wrote to finds nothing, and lists nothing', async () => {
    const { look } = await open({ minutes: 0 })
    expect(await look()).toMatchObject({ counters: 2, list: 0, size: 0, partial: false, keys: [] })
  })
})

describe('a span', () => {
  test('of no beginning goes back to a full hour, 24 hours ago, and lets go of what it has left', async () => {
    const { look, say, clock } = await open({ minutes: 0 })
    const hourMs = NOW - (NOW % HOUR_MS)
    await say('in', { postedAt: hourMs - 24 * HOUR_MS })
    await say('out', { postedAt: hourMs - 24 * HOUR_MS - 1 })
    await say('late', { postedAt: NOW })
    expect((await look()).keys).toEqual(keys('in', 'late'))
    clock.nowMs += HOUR_MS
    expect(await look()).toMatchObject({ keys: keys('late'), list: 0 })
  })

  test('is kept by itself: another beginning is another reading', async () => {
    const { look } = await open()
    expect((await look(NOW - (NOW % MINUTE_MS) - MINUTE_MS)).keys).toEqual(keys('q-0', 'q-1'))
    expect((await look()).size).toBe(5)
  })

  test('holds what was posted ahead of its time', async () => {
    const { look, say } = await open({ minutes: 0 })
    await say('ahead', { postedAt: NOW + 10 * MINUTE_MS })
    expect((await look()).keys).toEqual(keys('ahead'))
  })
})

describe('a question', () => {
  test('that is moved to another minute is there once, wherever it was', async () => {
    const { look, say } = await open()
    await look()
    await say('q-0', { postedAt: NOW - 2 * MINUTE_MS })
    expect((await look()).keys).toEqual(keys('q-0', 'q-1', 'q-2', 'q-3', 'q-4'))
    await say('q-0', { postedAt: NOW - 30 * HOUR_MS })
    expect((await look()).keys).toEqual(keys('q-1', 'q-2', 'q-3', 'q-4'))
  })

  test('that is moved while a room is being read is as it was seen last', async () => {
    const { store, look, say } = await open({ minutes: 2 })
    const { list } = store
    let pages = 0
    store.list = async (room, span, _limit, ...rest) => {
      const page = await list(room, span, 1, ...rest)
      if (++pages === 1) await say('q-0', { postedAt: NOW - MINUTE_MS - 1, text: 'Edited?' })
      return page
    }
    const seen = await look()
    expect(seen.texts).toEqual(['Edited?', 'What of q-1?'])
  })

  test('that is posted while a room is being read is in the next answer', async () => {
    const { store, look, say } = await open()
    const { list } = store
    store.list = async (...asked) => {
      const page = await list(...asked)
      store.list = list
      await say('meanwhile', { postedAt: NOW - MINUTE_MS })
      return page
    }
    expect((await look()).size).toBe(5)
    expect((await look()).keys).toContain(keyOf('meanwhile'))
  })
})

describe('a reading that fails', () => {
  test.each(['counters', 'list'] as const)(
    'in %s is told to all who wait, and the next one is whole',
    async what => {
      const { store, read, look, say, erase } = await open()
      await look()
      await say('new', { postedAt: NOW - 9 * MINUTE_MS })
      await say('newer')
      await erase('q-2')
      const works = store[what]
      let calls = 0
      store[what] = ((...asked: Parameters<typeof works>) =>
        ++calls > 1
          ? Promise.reject(new Error('store down'))
          : works(...(asked as [never, never, never]))) as never
      const waiting = [read({ room: ROOM }), read({ room: ROOM })]
      await expect(Promise.all(waiting)).resolves.toBeTruthy() // still of the second before
      await expect(look()).rejects.toThrow('store down')
      store[what] = works as never
      await read({ room: ROOM }) // at once: a failure is not kept
      expect(await look()).toMatchObject({
        counters: 1,
        keys: keys('q-0', 'q-1', 'q-3', 'q-4', 'new', 'newer'),
      })
    },
  )
})

describe('a room with too many questions', () => {
  const most = { ...MOST, ofRoom: 3 }

  test('is grouped as far as its latest minutes go, and says so', async () => {
    const { look, erase } = await open({ most })
    expect(await look()).toMatchObject({ keys: keys('q-0', 'q-1', 'q-2'), partial: true })
    await erase('q-1')
    expect(await look()).toMatchObject({ keys: keys('q-0', 'q-2', 'q-3'), partial: true })
    await erase('q-2')
    expect(await look()).toMatchObject({ keys: keys('q-0', 'q-3', 'q-4'), partial: false })
  })

  test('within one minute is grouped as far as its latest go, and read no more often for it', async () => {
    const { look, say } = await open({ minutes: 0, most })
    for (let at = 0; at < 5; at++) await say(`q-${at}`, { postedAt: NOW - at })
    expect(await look()).toMatchObject({ keys: keys('q-0', 'q-1', 'q-2'), partial: true })
    expect(await look()).toMatchObject({ counters: 1, list: 0 })
  })

  test('that cannot be listed in time is listed further at the next request', async () => {
    const { store, clock, read } = await open({ minutes: 6 })
    const { list } = store
    const pages = { listed: 0 }
    store.list = async (room, span, _limit, ...rest) => {
      pages.listed++
      clock.nowMs += 6_000
      return list(room, span, 1, ...rest)
    }
    expect(await read({ room: ROOM })).toBeUndefined()
    const before = pages.listed
    expect(before).toBeLessThan(6)
    let found: Awaited<ReturnType<typeof read>>
    for (let tries = 0; !found && tries < 6; tries++) found = await read({ room: ROOM })
    expect(found!.questions.size()).toBe(6)
    expect(pages.listed).toBeLessThan(12)
  })
})

describe('counters that have drifted', () => {
  test('have their minute listed ever more rarely, and what is listed is grouped', async () => {
    const room = await open()
    const { list } = room.store
    room.store.list = async (...asked) => {
      const page = await list(...asked)
      return { ...page, messages: page.messages.filter(({ key }) => key !== keyOf('q-2')) }
    }
    expect(await room.look()).toMatchObject({ size: 4 })
    let lists = 0
    for (let second = 0; second < 1_000; second++) lists += (await room.look()).list
    expect(lists).toBeGreaterThan(5)
    expect(lists).toBeLessThan(15)
    room.store.list = list
    room.clock.nowMs += HOUR_MS / 2
    expect(await room.look()).toMatchObject({ size: 5 })
  })
})

describe('what is kept', () => {
  const openMany = async (most: typeof MOST) => {
    const room = writtenRoom()
    const written = new Map(
      await Promise.all(
        ['a', 'b', 'c'].map(async name => {
          const own = writtenRoom()
          for (let at = 0; at < 3; at++) await own.say(`${name}-${at}`)
          return [name, own] as const
        }),
      ),
    )
    const listed: string[] = []
    const store: typeof room.store = {
      counters: async (name, span) => written.get(name)!.store.counters(ROOM, span),
      list: async (name, ...asked) => {
        listed.push(name)
        return written.get(name)!.store.list(ROOM, ...asked)
      },
    }
    const read = keptRooms({ store, clock: room.clock }, grouping, most)
    const look = async (name: string) => {
      room.clock.nowMs += 1_000
      return (await read({ room: name }))!.questions.size()
    }
    return { look, listed }
  }

  test.each([
    ['questions', { ...MOST, ofAll: 6 }],
    ['rooms', { ...MOST, rooms: 2 }],
  ])('is bounded in %s: the room that was asked for least recently is let go', async (_, most) => {
    const { look, listed } = await openMany(most)
    for (const name of ['a', 'b', 'a', 'c']) expect(await look(name)).toBe(3)
    expect(listed).toEqual(['a', 'b', 'c'])
    await look('a')
    expect(listed).toEqual(['a', 'b', 'c'])
    await look('b')
    expect(listed).toEqual(['a', 'b', 'c', 'b'])
  })

  test('is as much as fits: a room that is looked at is never let go for itself', async () => {
    const { look, listed } = await openMany({ ...MOST, ofAll: 1 })
    for (const name of ['a', 'a', 'a']) await look(name)
    expect(listed).toEqual(['a'])
  })
})

test('grouping lets others have their turn every ten milliseconds', async () => {
  const room = await open({ minutes: 0 })
  for (let at = 0; at < 100; at++) await room.say(`q-${at}`)
  let slept = 0
  const { now } = room.clock
  const clock = {
    // Every look at the clock takes a millisecond.
    now: () => {
      room.clock.nowMs++
      return now()
    },
    sleep: async () => void slept++,
  }
  const read = keptRooms({ store: room.store, clock }, grouping)
  expect((await read({ room: ROOM }))!.questions.size()).toBe(100)
  expect(slept).toBeGreaterThan(5)
})
