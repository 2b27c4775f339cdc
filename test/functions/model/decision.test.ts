import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide } from '../../../functions/model/decision.ts'
import { Labelled } from '../../../schemas/labelled.ts'

const settings = {
  labels: ['negative', 'neutral', 'positive'] as Labelled['label'][],
  temperature: 2,
  sureThreshold: 0.66,
}
const logits = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 3 })

test('the worked example holds', () => {
  expect(decide([-2, 0, 4], settings)).toEqual({
    is: 'labelled',
    label: 'positive',
    confidence: 0.8438,
    score: 802,
    sure: true,
    probabilities: { negative: 0.042, neutral: 0.1142, positive: 0.8438 },
  })
})

const tasks = {
  offensive: { column: 3, temperature: 1, threshold: 0.5 },
  question: { column: 4, temperature: 2, threshold: 0.3 },
}

test('the worked example of a model with tasks holds', () => {
  const { offensive } = tasks
  expect(decide([-2, 0, 4, -3], { ...settings, tasks: { offensive } })).toEqual({
    ...decide([-2, 0, 4], settings),
    offensive: 0.0474,
    flagged: false,
  })
})

test('what the further columns say takes nothing from the label, and is in bounds', () => {
  const further = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 2 })
  fc.assert(
    fc.property(logits, further, (logits, [offence, question]) => {
      const decision = decide([...logits, offence!, question!], { ...settings, tasks })
      expect(decision).toMatchObject(decide(logits, settings))
      expect(Labelled.safeParse(decision).success).toBe(true)
      if (decision.is !== 'labelled') throw new Error(decision.detail)
      expect(decision.flagged).toBe(decision.offensive! >= tasks.offensive.threshold)
      if (Math.abs(offence!) > 0.001) expect(decision.flagged).toBe(offence! > 0)
      expect(decision.kind).toBe(
        1 / (1 + Math.exp(-question! / 2)) >= tasks.question.threshold - 0.00005 ? 'question' : 'comment',
      )
    }),
  )
})

test('a model without a task says nothing of it', () => {
  const { offensive, question } = tasks
  const none = decide([1, 2, 3], settings)
  for (const field of ['kind', 'offensive', 'flagged']) expect(none).not.toHaveProperty(field)
  expect(decide([1, 2, 3, 9], { ...settings, tasks: { offensive } })).not.toHaveProperty('kind')
  const asked = decide([1, 2, 3, 9, 9], { ...settings, tasks: { question } })
  expect(asked).toMatchObject({ kind: 'question' })
  for (const field of ['offensive', 'flagged']) expect(asked).not.toHaveProperty(field)
})

test('a label is sure from the threshold on', () => {
  for (const [sureThreshold, sure] of [
    [0.8438, true],
    [0.8439, false],
  ] as const)
    expect(decide([-2, 0, 4], { ...settings, sureThreshold })).toMatchObject({ confidence: 0.8438, sure })
})

test('whatever the logits, the label is that of the largest and the rest is in bounds', () => {
  fc.assert(
    fc.property(logits, logits => {
      const decision = decide(logits, settings)
      if (decision.is !== 'labelled') throw new Error(decision.detail)
      expect(logits[settings.labels.indexOf(decision.label)]).toBe(Math.max(...logits))
      expect(Labelled.safeParse(decision).success).toBe(true)
      expect(decision.confidence).toBe(decision.probabilities[decision.label])
      expect(decision.sure).toBe(decision.confidence >= settings.sureThreshold)
      expect(Object.is(decision.score, -0)).toBe(false)
      const sum = Object.values(decision.probabilities).reduce((a, b) => a + b)
      expect(Math.abs(sum - 1)).toBeLessThan(0.0002)
    }),
  )
})

test('a higher temperature takes confidence away and never changes the label', () => {
  fc.assert(
    fc.property(logits, fc.double({ min: 1, max: 10, noNaN: true }), (logits, factor) => {
      const cold = decide(logits, settings)
      const warm = decide(logits, { ...settings, temperature: settings.temperature * factor })
      if (cold.is !== 'labelled' || warm.is !== 'labelled') throw new Error('finite logits have a label')
      expect(warm.label).toBe(cold.label)
      expect(warm.confidence).toBeLessThanOrEqual(cold.confidence)
    }),
  )
})

test('labels stand for the logits in the order that the model gives them', () => {
  const turned = decide([4, 0, -2], { ...settings, labels: settings.labels.toReversed() })
  expect(turned).toEqual(decide([-2, 0, 4], settings))
})

test('equal logits are not sure, and score nothing', () => {
  expect(decide([1, 1, 1], settings)).toMatchObject({
    label: 'negative',
    confidence: 0.3333,
    score: 0,
    sure: false,
  })
})

test.each([
  [Number.NaN, 0, 0],
  [0, Number.POSITIVE_INFINITY, 0],
  [0, 0, Number.NEGATIVE_INFINITY],
  [0, 0, 0, Number.NaN, 0],
  [0, 0, 0, 0, Number.POSITIVE_INFINITY],
])('logits %s, %s, %s … are no answer', (...logits) => {
  expect(decide(logits, { ...settings, tasks })).toEqual({
    is: 'unclassifiable',
    reason: 'bad-logits',
    detail: `the model answered ${logits.join(', ')}`,
  })
})
