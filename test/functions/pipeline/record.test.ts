import { describe, expect, test } from 'vitest'
import { erase } from '../../../functions/pipeline/erase.ts'
import { liveItem, tombstone } from '../../../functions/pipeline/message-item.ts'
import { record, settle } from '../../../functions/pipeline/record.ts'
import { HORIZON_MS } from '../../../schemas/limits.ts'
import { bench, labelledOf, limits, messageOf, standing, T, tallyIn, totalOf } from './samples.ts'

const item = { shard: 0, version: 1, withoutText: false, atMs: T }
const stored = (fields = {}) => liveItem(labelledOf(fields), item)
const keyOf = (fields = {}) => messageOf(fields).key
const ids = (count: number) => [...Array(count).keys()].map(at => `q-${at}`)

describe('settle: what becomes of a message, given what stands under its key', () => {
  const edit = { revision: 2, text: 'bad' }
  test.each([
    ['nothing', undefined, undefined],
    ['its tombstone', tombstone(keyOf(), 'hall', 1, T), 'erased'],
    ['a tombstone that another room made', tombstone(keyOf(), 'other', 1, T), undefined],
    ['itself', stored(edit), 'duplicate'],
    ['itself, with another postedAt', stored({ ...edit, postedAt: T - 1 }), 'duplicate'],
    ['a higher revision', stored({ revision: 3 }), 'duplicate'],
    ['a higher revision of the same text', stored({ ...edit, revision: 3 }), 'duplicate'],
    ['a lower revision', stored({ revision: 1 }), undefined],
    ['a lower revision of the same text', stored({ ...edit, revision: 1 }), undefined],
    ['the same revision with another text', stored({ ...edit, text: 'meh' }), 'rejected'],
    ['the same revision by another author', stored({ ...edit, author: 'Ada' }), 'rejected'],
  ] as const)('where %s stands: %#', (_, standing, outcome) => {
    expect(settle(messageOf(edit), standing)?.is).toBe(outcome)
  })

  test('a conflict names the identity and says what to do', () => {
    expect(settle(messageOf({ text: 'bad' }), stored())).toMatchObject({
      is: 'rejected',
      reason: 'conflict',
      detail: expect.stringMatching(/"q-1" of source "app".*an edit needs a higher revision/),
    })
  })
})

describe('record', () => {
  test('writes a chunk in one transaction with one add for each window', async () => {
    const { ports, writes } = bench()
    const chunk = [
      labelledOf({ id: 'a' }),
      labelledOf({ id: 'b', text: 'bad' }),
      labelledOf({ id: 'c', postedAt: T - 60_000 }),
    ]
    expect([...(await record(ports, chunk, limits)).values()]).toEqual(Array(3).fill({ is: 'counted' }))
    expect(writes).toHaveLength(1)
    expect(writes[0]?.puts).toHaveLength(3)
    expect(writes[0]?.adds.map(({ window }) => window)).toEqual([
      Math.floor(T / 60_000),
      'total',
      Math.floor(T / 60_000) - 1,
    ])
  })

  test('drops what is settled and writes the rest again', async () => {
    const on = bench()
    await record(on.ports, [labelledOf({ id: 'q-0' })], limits)
    const outcomes = await record(
      on.ports,
      ids(3).map(id => labelledOf({ id })),
      limits,
    )
    expect(ids(3).map(id => outcomes.get(keyOf({ id }))?.is)).toEqual(['duplicate', 'counted', 'counted'])
    expect(on.writes.at(-1)?.puts).toHaveLength(2)
    expect(totalOf(on).n).toBe(3)
  })

  test('moves the counts of a message from its old label and minute to the new ones', async () => {
    const on = bench()
    await record(on.ports, [labelledOf()], limits)
    const edit = labelledOf({ text: 'bad', revision: 1, postedAt: T - 60_000 })
    expect([...(await record(on.ports, [edit], limits)).values()]).toEqual([{ is: 'revised' }])
    expect(totalOf(on)).toEqual({ n: 1, negative: 1, neutral: 0, positive: 0 })
    expect(standing(on)).toMatchObject({ revision: 1, label: 'negative', version: 2 })
    const minutes = [...on.contents.counters.values()].filter(({ window }) => window !== 'total')
    expect(minutes.map(({ window, tally }) => [window, tally.n, tally.positive, tally.negative])).toEqual([
      [Math.floor(T / 60_000), 0, 0, 0],
      [Math.floor(T / 60_000) - 1, 1, 0, 1],
    ])
  })

  test.each([
    ['a question', 'so?'],
    ['rude', 'so rude'],
    ['a rude question', 'so rude?'],
    ['counted by a model that told neither', 'an old one'],
  ])('an edit takes back exactly what a message was counted as that was %s', async (_, text) => {
    for (const next of ['so?', 'so rude', 'an old one, edited']) {
      const on = bench()
      await record(on.ports, [labelledOf({ text }), labelledOf({ id: 'q-2', text: 'rude?' })], limits)
      await record(on.ports, [labelledOf({ text: next, revision: 1 })], limits)
      const only = bench()
      await record(only.ports, [labelledOf({ text: next }), labelledOf({ id: 'q-2', text: 'rude?' })], limits)
      expect([next, tallyIn(on)]).toEqual([next, tallyIn(only)])
    }
  })

  test('stores what the model told, and no answer where it told none', async () => {
    const on = bench()
    await record(on.ports, [labelledOf({ text: 'so rude?' })], limits)
    expect(standing(on)).toMatchObject({ kind: 'question', offensive: 0.9, flagged: true })
    await record(on.ports, [labelledOf({ text: 'an old one', revision: 1 })], limits)
    for (const field of ['kind', 'offensive', 'flagged']) expect(standing(on)).not.toHaveProperty(field)
  })

  test('remembers a message for longer than any repeat of it can be taken, whatever its postedAt', async () => {
    const on = bench()
    await record(on.ports, [labelledOf({ postedAt: T - HORIZON_MS })], limits)
    expect(standing(on)!.expiresAt * 1000).toBeGreaterThan(T + HORIZON_MS)
  })

  test('leaves out the text, and nothing else, where texts are not to be kept', async () => {
    const on = bench({ withoutTexts: true })
    await record(on.ports, [labelledOf()], limits)
    expect(standing(on)).toMatchObject({ is: 'live', label: 'positive', digest: messageOf().digest })
    expect(standing(on)).not.toHaveProperty('text')
    expect([...(await record(on.ports, [labelledOf()], limits)).values()]).toEqual([{ is: 'duplicate' }])
  })

  test('tries a contended write again on a shard that is drawn anew, after a pause', async () => {
    const contended = { is: 'contended' } as const
    const on = bench({ answers: [contended, contended], draws: [0, 0.5, 0.99] })
    expect([...(await record(on.ports, [labelledOf()], limits)).values()]).toEqual([{ is: 'counted' }])
    expect(on.writes.map(({ adds }) => adds[0]?.shard)).toEqual([0, 7, 4])
    expect(on.clock.slept).toEqual([10, 0])
    expect(standing(on)).toMatchObject({ shard: 4 })
  })

  test('fails, and counts nothing, where contention lasts until the deadline', async () => {
    const on = bench({ answers: Array(1_000).fill({ is: 'contended' }), draws: [0.99] })
    const [outcome] = (await record(on.ports, [labelledOf()], limits)).values()
    expect(outcome).toMatchObject({ is: 'failed', cause: { message: expect.stringContaining('contended') } })
    expect(on.clock.now()).toBeLessThan(limits.deadlineMs)
    expect(totalOf(on).n).toBe(0)
  })

  test('fails, and goes on no longer, where others win every race until the deadline', async () => {
    const on = bench()
    const refused = { is: 'refused' as const, standing: new Map() }
    const store = {
      ...on.ports.store,
      write: async () => {
        await on.clock.sleep(3_000)
        return refused
      },
    }
    const [outcome] = (await record({ ...on.ports, store }, [labelledOf()], limits)).values()
    expect(outcome).toMatchObject({
      is: 'failed',
      cause: { message: expect.stringContaining('out of time') },
    })
    expect(on.clock.slept).toHaveLength(3)
  })

  test('a throw fails every message of the chunk, with its cause', async () => {
    const cause = new Error('the response was lost')
    const { ports } = bench({ answers: [cause] })
    const outcomes = await record(
      ports,
      ids(3).map(id => labelledOf({ id })),
      limits,
    )
    expect([...outcomes.values()]).toEqual(Array(3).fill({ is: 'failed', cause }))
  })

  test.each([0, 1, 5, 6])(
    'a write that is invalid for message %i of 7 rejects that one and counts six',
    async culprit => {
      const on = bench()
      const bad = keyOf({ id: `q-${culprit}` })
      const store = {
        ...on.ports.store,
        write: async (write: Parameters<typeof on.ports.store.write>[0]) =>
          write.puts.some(({ message }) => message.key === bad)
            ? { is: 'invalid' as const, why: 'item too large' }
            : on.ports.store.write(write),
      }
      const outcomes = await record(
        { ...on.ports, store },
        ids(7).map(id => labelledOf({ id })),
        limits,
      )
      expect(outcomes.size).toBe(7)
      for (const id of ids(7)) {
        const isCulprit = keyOf({ id }) === bad
        expect(outcomes.get(keyOf({ id }))).toEqual(
          isCulprit ? { is: 'rejected', reason: 'refused', detail: 'item too large' } : { is: 'counted' },
        )
      }
      expect(totalOf(on).n).toBe(6)
    },
  )

  test('halves a chunk whose edits move counts between more windows than one transaction holds', async () => {
    const on = bench()
    const at = (offset: number, revision: number) =>
      ids(48).map((id, n) => labelledOf({ id, revision, postedAt: T - (2 * n + offset) * 60_000 }))
    await record(on.ports, at(0, 0), limits)
    const outcomes = await record(on.ports, at(1, 1), limits)
    expect([...outcomes.values()]).toEqual(Array(48).fill({ is: 'revised' }))
    expect(Math.max(...on.writes.map(({ puts, adds }) => puts.length + adds.length))).toBeLessThanOrEqual(100)
    expect(totalOf(on).n).toBe(48)
  })

  test('raises the rev of every counter that it touches, though what it adds comes to nothing', async () => {
    const on = bench()
    await record(on.ports, [labelledOf()], limits)
    await record(on.ports, [labelledOf({ revision: 1 })], limits)
    expect(on.writes.at(-1)?.adds).toHaveLength(2)
    for (const { rev, tally } of on.contents.counters.values())
      expect({ rev, n: tally.n }).toEqual({ rev: 2, n: 1 })
  })

  test('counts nothing for what was erased, before it arrived or after', async () => {
    const on = bench()
    await erase(on.ports, { room: 'hall', key: keyOf() }, limits)
    expect([...(await record(on.ports, [labelledOf()], limits)).values()]).toEqual([{ is: 'erased' }])
    expect([...(await record(on.ports, [labelledOf({ revision: 9 })], limits)).values()]).toEqual([
      { is: 'erased' },
    ])
    expect(totalOf(on).n).toBe(0)
  })
})
