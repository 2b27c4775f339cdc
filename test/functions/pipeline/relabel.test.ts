import { describe, expect, test } from 'vitest'
import { erase } from '../../../functions/pipeline/erase.ts'
import { nothing } from '../../../functions/pipeline/mood.ts'
import type { LiveMessage, Store, Write } from '../../../functions/pipeline/ports.ts'
import { record } from '../../../functions/pipeline/record.ts'
import { type NewLabel, relabel } from '../../../functions/pipeline/relabel.ts'
import type { Labelled } from '../../../schemas/labelled.ts'
import {
  type Bench,
  bench,
  labelledOf,
  limits,
  MINUTE_MS,
  messageOf,
  standing,
  T,
  tallyIn,
} from './samples.ts'
import { vectorOf } from './stub-encoder.ts'

const B = 'other@5a3e91b'
const grim: Labelled = { label: 'negative', confidence: 0.7, score: -600, sure: false, kind: 'question' }

const newLabel = (fields: Parameters<typeof messageOf>[0] = {}, version = 1, labelled = grim): NewLabel => ({
  key: messageOf(fields).key,
  version,
  labelled,
})
const asking = (text: string, fields: { vector?: Uint8Array | undefined; version?: number } = {}) => {
  const { version = 1, ...given } = fields
  return { ...newLabel({ text }, version), vector: vectorOf(text), ...given }
}
const ids = (count: number) => Array.from({ length: count }, (_, at) => `q-${at}`)
const counted = async (
  messages: Parameters<typeof messageOf>[0][],
  given: Parameters<typeof bench>[0] = {},
) => {
  const on = bench(given)
  for (const message of messages) await record(on.ports, [labelledOf(message)], limits)
  on.writes.splice(0)
  return on
}
const labelsNow = (on: Bench, labels: readonly NewLabel[], model = B) =>
  relabel(on.ports, 'hall', model, labels, limits)
const is = (outcomes: Awaited<ReturnType<typeof relabel>>) => [...outcomes.values()].map(one => one.is)

/** A store in which something else happens just before the first write. */
const interrupted = (on: Bench, happen: () => Promise<unknown>): Store => {
  let isFirst = true
  const write = async (write: Write) => {
    if (isFirst) {
      isFirst = false
      await happen()
    }
    return on.ports.store.write(write)
  }
  return { ...on.ports.store, write }
}

test('a new label takes the place of the old, the counts follow, and nothing else of the message changes', async () => {
  const on = await counted([{ text: 'good and rude', author: 'Ada' }], { draws: [0.9] })
  const before = standing(on, {}) as LiveMessage
  expect(await labelsNow(on, [newLabel()])).toEqual(new Map([[before.key, { is: 'relabelled' }]]))
  const { offensive, flagged, ...kept } = before
  expect(standing(on)).toEqual({ ...kept, ...grim, model: B, version: 2 })
  expect(tallyIn(on)).toEqual({
    ...nothing,
    ...{ n: 1, negative: 1, unsure: 1, questions: 1, score: -600, models: { [B]: 1 } },
  })
})

describe('a vector', () => {
  const other = vectorOf('good?', 'another@1a2b3c4')
  const vectorNow = (on: Bench) => (standing(on) as LiveMessage).vector
  const withVector = async (vector?: Uint8Array, text = 'good?', given: Parameters<typeof bench>[0] = {}) => {
    const on = bench(given)
    await record(on.ports, [{ ...labelledOf({ text }), vector }], limits)
    on.writes.splice(0)
    return on
  }

  test('is kept where the text stays a question and none is given, and given, it takes the place of the old', async () => {
    const on = await withVector(other)
    expect(is(await labelsNow(on, [newLabel()]))).toEqual(['relabelled'])
    expect(vectorNow(on)).toEqual(other)
    expect(is(await labelsNow(on, [asking('good?', { version: 2 })], 'third@0000000'))).toEqual([
      'relabelled',
    ])
    expect(vectorNow(on)).toEqual(vectorOf('good?'))
  })

  test('goes with the label that makes no question of its text, and comes with one that does', async () => {
    const on = await withVector(other)
    const comment: Labelled = { ...grim, kind: 'comment' }
    await labelsNow(on, [newLabel({}, 1, comment)])
    expect(standing(on)).toMatchObject({ kind: 'comment', version: 2 })
    expect(standing(on)).not.toHaveProperty('vector')
    await labelsNow(on, [asking('good?', { version: 2 })], 'third@0000000')
    expect(vectorNow(on)).toEqual(vectorOf('good?'))
    const { kind: _, ...untold } = grim
    await labelsNow(on, [newLabel({}, 3, untold)])
    expect(standing(on)).not.toHaveProperty('vector')
  })

  test.each<[string, Uint8Array | undefined]>([
    ['missing', undefined],
    ['of another encoder', other],
    ['of zeros', new Uint8Array(392)],
    ['of a wrong length', vectorOf('good?').subarray(0, 100)],
  ])(
    'that is %s is filled in by the model that labelled it: no count moves, and the version and every rev rise',
    async (_, vector) => {
      const on = await withVector(vector, 'good?', { draws: [0.3, 0.3] })
      const [before, counters] = [
        standing(on) as LiveMessage,
        structuredClone([...on.contents.counters.values()]),
      ]
      expect(is(await labelsNow(on, [asking('good?')], 'stub'))).toEqual(['encoded'])
      expect(standing(on)).toEqual({ ...before, vector: vectorOf('good?'), version: 2 })
      expect([...on.contents.counters.values()]).toEqual(counters.map(one => ({ ...one, rev: one.rev + 1 })))
      expect(counters.map(({ window }) => window)).toEqual([before.minute, 'total'])
      expect(on.writes).toHaveLength(1)
      for (const version of [1, 2, 9])
        expect(is(await labelsNow(on, [asking('good?', { version })], 'stub'))).toEqual(['same'])
      expect(on.writes).toHaveLength(1)
    },
  )

  test('is not filled in where the stored label is that of no question, whatever is said of it now', async () => {
    const on = await withVector(undefined, 'good')
    expect(is(await labelsNow(on, [asking('good')], 'stub'))).toEqual(['same'])
    expect(standing(on)).not.toHaveProperty('vector')
    expect(on.writes).toEqual([])
  })

  test('that was filled in of a text that has been edited meanwhile is not written: the edit is given back', async () => {
    const on = await withVector(undefined, 'good?')
    await record(on.ports, [labelledOf({ revision: 1, text: 'bad?' })], limits)
    const outcomes = await labelsNow(on, [asking('good?')], 'stub')
    expect(outcomes.get(messageOf().key)).toMatchObject({
      is: 'changed',
      message: { text: 'bad?', version: 2 },
    })
    expect(standing(on)).not.toHaveProperty('vector')
  })

  test('is not filled in where no text is kept', async () => {
    const on = bench({ withoutTexts: true })
    await record(on.ports, [labelledOf({ text: 'good?' })], limits)
    expect(is(await labelsNow(on, [asking('good?')], 'stub'))).toEqual(['no-text'])
    expect(standing(on)).not.toHaveProperty('vector')
  })
})

test('repeated, it finds that model there already and writes nothing, whatever the version', async () => {
  const on = await counted([{}])
  await labelsNow(on, [newLabel()])
  for (const version of [1, 2, 9]) expect(is(await labelsNow(on, [newLabel({}, version)]))).toEqual(['same'])
  expect(on.writes).toHaveLength(1)
})

test('relabelled by another model and back again, every count is what it was', async () => {
  const messages = ['good', 'bad and rude', 'meh?', 'an old one'].map((text, at) => ({ id: `q-${at}`, text }))
  const on = await counted(messages, { draws: [0.1, 0.6, 0.9] })
  const before = tallyIn(on)
  const first = messages.map(message => newLabel(message))
  const back = messages.map(message => newLabel(message, 2, labelledOf(message).labelled))
  await labelsNow(on, first)
  expect(tallyIn(on).models).toEqual({ [B]: 4 })
  await labelsNow(on, back, 'stub')
  expect(tallyIn(on)).toEqual(before)
})

test('many labels are written in as many transactions as they need, and no more', async () => {
  const minutes = ids(60).map((id, at) => ({ id, postedAt: T - at * MINUTE_MS }))
  const together = ids(99).map(id => ({ id: `${id} too`, postedAt: T }))
  const on = await counted([...minutes, ...together])
  const labels = [...minutes, ...together].map(message => newLabel(message))
  expect(new Set(is(await labelsNow(on, labels)))).toEqual(new Set(['relabelled']))
  expect(on.writes.map(({ puts, adds }) => puts.length + adds.length).every(actions => actions <= 100)).toBe(
    true,
  )
  expect(on.writes.length).toBeLessThanOrEqual(4)
  expect(tallyIn(on).models).toEqual({ [B]: 159 })
})

test('what was edited meanwhile is given back as it stands now, and the rest of its chunk is written', async () => {
  const on = await counted([{}, { id: 'q-2' }])
  const edit = () => record(on.ports, [labelledOf({ revision: 1, text: 'bad' })], limits)
  const store = interrupted(on, edit)
  const outcomes = await relabel(
    { ...on.ports, store },
    'hall',
    B,
    [newLabel(), newLabel({ id: 'q-2' })],
    limits,
  )
  expect(outcomes.get(messageOf().key)).toMatchObject({
    is: 'changed',
    message: { text: 'bad', revision: 1, version: 2, model: 'stub' },
  })
  expect(outcomes.get(messageOf({ id: 'q-2' }).key)).toEqual({ is: 'relabelled' })
  expect(tallyIn(on)).toMatchObject({ n: 2, negative: 2, models: { [B]: 1, stub: 1 } })
})

test('what is erased meanwhile stays erased and counts zero', async () => {
  const on = await counted([{}])
  const store = interrupted(on, () => erase(on.ports, { room: 'hall', key: messageOf().key }, limits))
  expect(is(await relabel({ ...on.ports, store }, 'hall', B, [newLabel()], limits))).toEqual(['gone'])
  expect(standing(on)?.is).toBe('erased')
  expect(tallyIn(on)).toEqual(nothing)
})

test('what the same model labels meanwhile counts once', async () => {
  const on = await counted([{}])
  const store = interrupted(on, () => labelsNow(on, [newLabel()]))
  expect(is(await relabel({ ...on.ports, store }, 'hall', B, [newLabel()], limits))).toEqual(['same'])
  expect(tallyIn(on)).toMatchObject({ n: 1, models: { [B]: 1 } })
})

test('a label of an earlier version, of a later one, of another room or of nothing changes nothing', async () => {
  const on = await counted([{}, { room: 'other' }])
  const before = structuredClone(on.contents)
  const labels = [newLabel({}, 2), newLabel({ room: 'other' }), newLabel({ id: 'never' })]
  expect(is(await labelsNow(on, labels))).toEqual(['changed', 'gone', 'gone'])
  expect(on.contents).toEqual(before)
})

test('a message whose text is not kept stays as it is: nobody can know what the label is of', async () => {
  const on = await counted([{}], { withoutTexts: true })
  expect(is(await labelsNow(on, [newLabel()]))).toEqual(['no-text'])
  expect(tallyIn(on)).toMatchObject({ n: 1, positive: 1, models: { stub: 1 } })
})

test('contention is tried again; where it does not end in time nothing is written, and that is said', async () => {
  const on = await counted([{}], { draws: [0.5] })
  let tries = 0
  const write = async (write: Write) =>
    ++tries < 3 ? ({ is: 'contended' } as const) : on.ports.store.write(write)
  const contended = { ...on.ports, store: { ...on.ports.store, write } }
  expect(is(await relabel(contended, 'hall', B, [newLabel()], limits))).toEqual(['relabelled'])
  expect(on.clock.slept).toHaveLength(2)
  const busy = await counted([{}])
  const store: Store = { ...busy.ports.store, write: async () => ({ is: 'contended' }) }
  const ports = { ...busy.ports, store, draw: () => 0.99 }
  expect(is(await relabel(ports, 'hall', B, [newLabel()], limits))).toEqual(['busy'])
  expect(tallyIn(busy).models).toEqual({ stub: 1 })
})

test('what the store will not take is refused alone, with what the store says', async () => {
  const on = await counted([{}, { id: 'q-2' }, { id: 'q-3' }])
  const culprit = messageOf({ id: 'q-2' }).key
  const write = async (write: Write) =>
    write.puts.some(({ message }) => message.key === culprit)
      ? { is: 'invalid' as const, why: 'too much' }
      : on.ports.store.write(write)
  const labels = ['q-1', 'q-2', 'q-3'].map(id => newLabel({ id }))
  const outcomes = await relabel(
    { ...on.ports, store: { ...on.ports.store, write } },
    'hall',
    B,
    labels,
    limits,
  )
  expect(outcomes.get(culprit)).toEqual({ is: 'refused', why: 'too much' })
  expect(is(outcomes).filter(one => one === 'relabelled')).toHaveLength(2)
})

test('after a lost response, the same labels again find it done', async () => {
  const on = await counted([{}])
  const write = async (write: Write) => {
    await on.ports.store.write(write)
    throw new Error('the response was lost')
  }
  const lossy = { ...on.ports, store: { ...on.ports.store, write } }
  await expect(relabel(lossy, 'hall', B, [newLabel()], limits)).rejects.toThrow('lost')
  expect(is(await labelsNow(on, [newLabel()]))).toEqual(['same'])
  expect(tallyIn(on)).toMatchObject({ n: 1, negative: 1, models: { [B]: 1 } })
})
