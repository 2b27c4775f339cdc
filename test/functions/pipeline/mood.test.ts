import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isNothing,
  minus,
  minuteOf,
  nothing,
  plus,
  sum,
  tallyOf,
  times,
} from '../../../functions/pipeline/mood.ts'
import { Kind, labels } from '../../../schemas/labelled.ts'
import type { Tally } from '../../../schemas/mood.ts'

const labelled = fc.record({
  label: fc.constantFrom(...labels),
  sure: fc.boolean(),
  kind: fc.constantFrom(...Kind.options, undefined),
  flagged: fc.constantFrom(true, false, undefined),
  score: fc.integer({ min: -1000, max: 1000 }),
  model: fc.constantFrom('sentiment@f1f95cc', 'nano@5a3e91b', '__proto__', 'constructor', 'n'),
})
const isSound = ({ n, negative, neutral, positive, unsure, questions, flagged }: Tally) =>
  n === negative + neutral + positive && [unsure, questions, flagged].every(part => part >= 0 && part <= n)

test('a sum of messages counts each once under its label, in any order', () => {
  fc.assert(
    fc.property(fc.array(labelled), messages => {
      const total = sum(messages.map(tallyOf))
      expect(isSound(total)).toBe(true)
      expect(total.n).toBe(messages.length)
      for (const label of labels)
        expect(total[label]).toBe(messages.filter(message => message.label === label).length)
      expect(total.questions).toBe(messages.filter(({ kind }) => kind === 'question').length)
      expect(total.flagged).toBe(messages.filter(({ flagged }) => flagged === true).length)
      expect(Object.values(total.models).reduce((all, n) => all + n, 0)).toBe(total.n)
      for (const [model, n] of Object.entries(total.models))
        expect(n).toBe(messages.filter(message => message.model === model).length)
      expect(sum(messages.toReversed().map(tallyOf))).toEqual(total)
    }),
  )
})

test('so many times a tally is so many of it added up', () => {
  fc.assert(
    fc.property(labelled, fc.nat(200), (one, count) => {
      expect(times(tallyOf(one), count)).toEqual(sum(Array(count).fill(tallyOf(one))))
    }),
  )
})

test('taking back what was added leaves what was there', () => {
  fc.assert(
    fc.property(labelled, labelled, (one, other) => {
      expect(minus(plus(tallyOf(one), tallyOf(other)), tallyOf(other))).toEqual(tallyOf(one))
      expect(isNothing(minus(tallyOf(one), tallyOf(one)))).toBe(true)
    }),
  )
  expect(sum([])).toEqual(nothing)
})

test('a message whose model told neither its kind nor a flag adds to neither count', () => {
  expect(tallyOf({ label: 'positive', sure: true, score: 800, model: 'nano@5a3e91b' })).toEqual({
    ...nothing,
    n: 1,
    positive: 1,
    score: 800,
    models: { 'nano@5a3e91b': 1 },
  })
})

test('what one model counts and another takes back is something, though every other count is 0', () => {
  const by = (model: string) => tallyOf({ label: 'positive', sure: true, score: 800, model })
  expect(minus(by('a@1'), by('b@1'))).toEqual({ ...nothing, models: { 'a@1': 1, 'b@1': -1 } })
  expect(isNothing(minus(by('a@1'), by('b@1')))).toBe(false)
})

test('a minute holds its first millisecond and its last, before the epoch too', () => {
  expect([0, 59_999, 60_000, 1_763_800_000_000, -1].map(minuteOf)).toEqual([0, 0, 1, 29_396_666, -1])
})
