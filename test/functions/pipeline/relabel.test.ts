import { expect, test } from 'vitest'
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

const B = 'other@5a3e91b'
const grim: Labelled = { label: 'negative', confidence: 0.7, score: -600, sure: false, kind: 'question' }

const newLabel = (fields: Parameters<typeof messageOf>[0] = {}, version = 1, labelled = grim): NewLabel => ({
  key: messageOf(fields).key,
  version,
  labelled,
})
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
