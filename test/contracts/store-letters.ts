import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { timeKey } from '../../functions/pipeline/keys.ts'
import type { LetterQuery, Letters } from '../../functions/pipeline/ports.ts'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import type { Opened } from './store.ts'
import { letter, T } from './store-samples.ts'

/** Page by page; every page is the same without its bytes. */
export const listed = async (letters: Letters, query: LetterQuery): Promise<string[]> => {
  const keys: string[] = []
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await letters.list({ ...query, cursor })
    const { heads, cursor: after } = await letters.heads({ ...query, cursor })
    expect(page.letters.length).toBeLessThanOrEqual(query.limit)
    expect({ heads, after }).toEqual({
      heads: page.letters.map(({ body, edited, ...head }) => head),
      after: page.cursor,
    })
    keys.push(...page.letters.map(({ key }) => key))
    cursor = page.cursor
  }
  return keys
}

export const newestFirst = (letters: readonly DeadLetter[]): string[] =>
  letters
    .toSorted((a, b) => (timeKey(a.rejectedAt, a.key) < timeKey(b.rejectedAt, b.key) ? 1 : -1))
    .map(({ key }) => key)

export const lettersContract = (opened: Opened): void => {
  test.each([
    ['plain', letter('{"room":')],
    ['with no room', (({ room, ...rest }) => rest)(letter('x'))],
    [
      'with a body of any bytes',
      letter('bytes', { body: Buffer.from([0, 255, 254, 0, 128]).toString('base64') }),
    ],
    ['with an empty body', letter('')],
    [
      'with odd characters in its detail',
      letter('odd', { detail: `key "\0\u202e😀" stands twice '"`, room: '#/' }),
    ],
    [
      'from Kafka',
      letter('k', { origin: { source: 'kafka', name: 'posted', delivery: 'posted-0@17' }, receives: 3 }),
    ],
    ['of 1 MiB', letter('large', { body: randomBytes(1024 * 1024).toString('base64'), reason: 'too-large' })],
  ])('a letter %s is got and listed as it was put', async (_, put) => {
    const { letters } = opened()
    await letters.put(put)
    expect(await letters.get(put.key)).toEqual(put)
    expect((await letters.list({ limit: 10 })).letters).toEqual([put])
  })

  test('there is no letter that was not put', async () => {
    const { letters } = opened()
    expect(await letters.get(letter('x').key)).toBeUndefined()
    expect(await letters.replayed([letter('x')], T)).toEqual([])
    expect(await letters.edit(letter('x'), { edited: 'e30=', room: 'hall', atMs: T })).toBe(false)
    expect(await letters.park([letter('x').key], 'open')).toEqual([])
    expect(await letters.purge([letter('x')])).toEqual([])
    expect(await letters.get(letter('x').key)).toBeUndefined()
    expect(await letters.list({ limit: 10 })).toEqual({ letters: [] })
  })

  test('of an open letter that is put again nothing changes but how often it was rejected', async () => {
    const { letters } = opened()
    const first = letter('x')
    await letters.put(first)
    await letters.put({ ...first, reason: 'gave-up', detail: 'another', rejectedAt: T + 1, receives: 9 })
    expect(await letters.get(first.key)).toEqual({ ...first, rejections: 2 })
    expect((await letters.list({ limit: 10 })).letters).toEqual([{ ...first, rejections: 2 }])
  })

  test('a letter that was rejected since it was read is not marked', async () => {
    const { letters } = opened()
    const first = letter('x')
    await letters.put(first)
    await letters.put(first)
    expect(await letters.replayed([first], T + 5)).toEqual([])
    expect(await letters.get(first.key)).toEqual({ ...first, rejections: 2 })
    expect(await letters.replayed([{ ...first, rejections: 2 }], T + 5)).toEqual([first.key])
  })

  test('a replay is marked, counted and dated', async () => {
    const { letters, other } = opened()
    const first = letter('x')
    await letters.put(first)
    expect(await letters.replayed([first], T + 5)).toEqual([first.key])
    expect(await other.letters.get(first.key)).toEqual({
      ...first,
      state: 'replayed',
      replays: 1,
      replayedAt: T + 5,
    })
    expect(await letters.replayed([first], T + 6)).toEqual([first.key])
    expect(await letters.get(first.key)).toMatchObject({ replays: 2, replayedAt: T + 6 })
  })

  test('a replayed letter that is put again opens with the new reason, once, and keeps its count of replays', async () => {
    const { letters } = opened()
    const first = letter('x')
    await letters.put(first)
    await letters.replayed([first], T + 5)
    const again = {
      ...first,
      reason: 'conflict' as const,
      detail: 'other content',
      rejectedAt: T + 10,
      receives: 2,
    }
    await letters.put(again)
    expect(await letters.get(first.key)).toMatchObject({ ...again, state: 'open', replays: 1, rejections: 2 })
    expect((await letters.list({ limit: 10 })).letters).toMatchObject([
      { rejectedAt: T + 10, reason: 'conflict' },
    ])
  })

  test.each([1, 2, 7, 100])('pages of %i hold every letter once, newest first', async limit => {
    const { letters } = opened()
    const all = Array.from({ length: 25 }, (_, at) => letter(`l-${at}`, { rejectedAt: T + (at % 7) * 1000 }))
    for (const one of all) await letters.put(one)
    expect(await listed(letters, { limit })).toEqual(newestFirst(all))
  })

  test('a list can be of one reason, one room, one state, or all of them', async () => {
    const { letters } = opened()
    const all: DeadLetter[] = []
    for (const reason of ['not-json', 'conflict'] as const)
      for (const room of ['hall', 'h#all', undefined])
        for (const state of ['open', 'replayed'] as const) {
          const { room: _, ...rest } = letter(`${reason} ${room} ${state}`, {
            reason,
            rejectedAt: T + all.length,
          })
          const one = room === undefined ? rest : { ...rest, room }
          await letters.put(one)
          if (state === 'replayed') await letters.replayed([one], T)
          all.push({ ...one, state })
        }
    const expectListed = async (query: Omit<LetterQuery, 'limit'>, wanted: (one: DeadLetter) => boolean) =>
      expect(await listed(letters, { ...query, limit: 2 })).toEqual(newestFirst(all.filter(wanted)))
    await expectListed({ reason: 'conflict' }, one => one.reason === 'conflict')
    await expectListed({ room: 'h#all' }, one => one.room === 'h#all')
    await expectListed({ state: 'open' }, one => one.state === 'open')
    await expectListed({ room: 'nowhere' }, () => false)
    await expectListed(
      { reason: 'not-json', room: 'hall', state: 'replayed' },
      one => one.reason === 'not-json' && one.room === 'hall' && one.state === 'replayed',
    )
  })

  test('a cursor that is none of ours gives an empty page', async () => {
    const { letters } = opened()
    await letters.put(letter('x'))
    expect(await letters.list({ limit: 10, cursor: 'x' })).toEqual({ letters: [] })
    expect(await letters.heads({ limit: 10, cursor: 'x' })).toEqual({ heads: [] })
  })
}
