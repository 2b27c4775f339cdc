import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { erase } from '../../../functions/pipeline/erase.ts'
import { eraseAuthor } from '../../../functions/pipeline/erase-author.ts'
import { record } from '../../../functions/pipeline/record.ts'
import { HORIZON_MS, MEMORY_MARGIN_MS } from '../../../schemas/limits.ts'
import { type Bench, bench, labelledOf, limits, messageOf, standing, T, totalOf } from './samples.ts'

const later = 9e15
const ada = { author: 'Ada' }
/** Step by step, as a person asks for it. */
const eraseAll = async (
  { ports }: Pick<Bench, 'ports'>,
  whose: { author: string; source?: string } = ada,
) => {
  let [erased, steps, cursor] = [0, 0, undefined as string | undefined]
  do {
    const step = await eraseAuthor(ports, 'hall', whose, {
      dryRun: false,
      lookUntilMs: later,
      deadlineMs: later,
      cursor,
    })
    erased += step.erased
    steps++
    cursor = step.cursor
  } while (cursor !== undefined)
  return { erased, steps }
}
const liveIn = ({ contents }: Bench) =>
  [...contents.messages.values()].flatMap(one => (one.is === 'live' ? one.id : [])).sort()

describe('erasing an author', () => {
  test('erases what is theirs in the room and nothing else, and begun anew finds nothing', async () => {
    const on = bench()
    const all = [
      labelledOf({ id: 'a', ...ada }),
      labelledOf({ id: 'b', author: 'Bob' }),
      labelledOf({ id: 'c' }),
      labelledOf({ id: 'd', source: 'chat', ...ada, text: 'bad' }),
    ]
    await record(on.ports, all, limits)
    await record(on.ports, [labelledOf({ id: 'e', room: 'other', ...ada })], limits)
    expect(await eraseAll(on)).toEqual({ erased: 2, steps: 1 })
    expect(liveIn(on)).toEqual(['b', 'c', 'e'])
    expect(totalOf(on)).toMatchObject({ n: 2, positive: 2, negative: 0 })
    expect(await eraseAll(on)).toEqual({ erased: 0, steps: 1 })
  })

  test('of one source leaves the same name elsewhere', async () => {
    const on = bench()
    await record(
      on.ports,
      ['app', 'chat'].map(source => labelledOf({ source, ...ada })),
      limits,
    )
    expect((await eraseAll(on, { ...ada, source: 'chat' })).erased).toBe(1)
    expect(totalOf(on).n).toBe(1)
  })

  test('finds what is remembered still and has long grown too old to be counted', async () => {
    const on = bench()
    await record(on.ports, [labelledOf({ postedAt: T - HORIZON_MS, ...ada })], limits)
    on.clock.sleep(HORIZON_MS)
    expect((await eraseAll(on)).erased).toBe(1)
  })

  test('of many messages goes step by step, in transactions that hold many of them', async () => {
    const on = bench()
    for (let at = 0; at < 4_100; at += 50)
      await record(
        on.ports,
        [...Array(50).keys()].map(nth => labelledOf({ id: `q-${at + nth}`, ...ada })),
        limits,
      )
    on.writes.length = 0
    expect(await eraseAll(on)).toEqual({ erased: 4_100, steps: 3 })
    expect(totalOf(on).n).toBe(0)
    expect(on.writes.length).toBeLessThan(4_100 / 80)
  })

  test('with a dry run only says how many', async () => {
    const on = bench()
    await record(on.ports, [labelledOf(ada)], limits)
    const step = await eraseAuthor(on.ports, 'hall', ada, {
      dryRun: true,
      lookUntilMs: later,
      deadlineMs: later,
    })
    expect(step).toMatchObject({ looked: 1, found: 1, erased: 0 })
    expect(totalOf(on).n).toBe(1)
  })

  test('leaves a message that somebody else’s edit has replaced since it was listed', async () => {
    const on = bench()
    await record(on.ports, [labelledOf(ada)], limits)
    const list: typeof on.ports.store.list = async (...asked) => {
      const page = await on.ports.store.list(...asked)
      await record(on.ports, [labelledOf({ revision: 1, author: 'Bob' })], limits)
      return page
    }
    const ports = { ...on.ports, store: { ...on.ports.store, list } }
    expect((await eraseAll({ ports })).erased).toBe(0)
    expect(standing(on)).toMatchObject({ is: 'live', author: 'Bob' })
  })

  test('goes by what stands in the table, not by an index that still shows what has expired and begun anew', async () => {
    const on = bench()
    await record(on.ports, [labelledOf(ada)], limits)
    const { messages } = await on.ports.store.list('hall', { fromMs: 0, toMs: later }, 10)
    on.clock.sleep(40 * 86_400_000)
    on.sweep(on.clock.now())
    await erase(on.ports, { room: 'hall', key: messageOf().key }, { deadlineMs: later })
    expect(standing(on)?.version).toBe(1)
    const ports = { ...on.ports, store: { ...on.ports.store, list: async () => ({ messages }) } }
    expect((await eraseAll({ ports })).erased).toBe(0)
    expect(totalOf(on).n).toBe(1)
  })

  test('that the store does not take is an error, and the same step again goes on', async () => {
    const on = bench({ answers: [undefined, new Error('lost')] })
    await record(on.ports, [labelledOf(ada)], limits)
    await expect(eraseAll(on)).rejects.toThrow(/could not erase .*: lost; try again/)
    expect((await eraseAll(on)).erased).toBe(1)
  })

  test('leaves nothing of any author, whoever wrote and edited what, and counts what is left', async () => {
    const author = fc.constantFrom('Ada', 'Bob', undefined)
    const one = fc.record({ id: fc.constantFrom('a', 'b', 'c'), revision: fc.nat(3), author })
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 12 }), async all => {
        const on = bench()
        for (const fields of all) await record(on.ports, [labelledOf(fields)], limits)
        await eraseAll(on)
        const live = [...on.contents.messages.values()].filter(({ is }) => is === 'live')
        expect(live.filter(one => one.is === 'live' && one.author === 'Ada')).toEqual([])
        expect(totalOf(on).n).toBe(live.length)
      }),
    )
  })
})

describe('a tombstone', () => {
  const where = { room: 'hall', key: messageOf().key }
  const eraseAt = (on: Bench) => erase(on.ports, where, { deadlineMs: on.clock.now() + 8_000 })
  const expiresAt = (on: Bench) => standing(on)!.expiresAt * 1_000

  test('is as good as new, or is written anew: it outlives whatever may be posted when it is asked for', async () => {
    const on = bench()
    await eraseAt(on)
    for (const days of [1, 1, 1, 30, 2]) {
      on.clock.sleep(days * 86_400_000)
      expect(await eraseAt(on)).toBe('already')
      expect(expiresAt(on)).toBeGreaterThanOrEqual(on.clock.now() + HORIZON_MS)
    }
    expect(expiresAt(on)).toBeLessThanOrEqual(on.clock.now() + HORIZON_MS + MEMORY_MARGIN_MS + 1_000)
  })

  test('that is young is not written again', async () => {
    const on = bench()
    await eraseAt(on)
    on.clock.sleep(MEMORY_MARGIN_MS)
    expect([await eraseAt(on), on.writes.length]).toEqual(['already', 1])
  })
})
