import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDone, labelsOf, type Models, type WithText } from '../../../cli/relabel/labels.ts'
import { noSums } from '../../../cli/relabel/sums.ts'
import { encoderMark } from '../../../functions/questions/vector.ts'
import { NewLabel } from '../../../schemas/relabel.ts'
import { classificationOf } from '../../functions/pipeline/samples.ts'
import { ENCODER, stubEncoder, vectorOf } from '../../functions/pipeline/stub-encoder.ts'

const MODEL = 'sentiment@1a2b3c4'
const classify = async (texts: readonly string[]) => texts.map(classificationOf)
const modelsOf = (encoder: Models['encoder'] = stubEncoder()): Models => ({
  classifier: { model: MODEL, classify },
  encoder,
})

/** A message as the API shows it. `whose`: of which encoder its vector is. */
const viewOf = (text: string, model: string, whose: string | undefined, at = 0): WithText => ({
  ...{ key: `${at}`.padStart(40, '0'), source: 'app', id: `q-${at}`, revision: 0, text, postedAt: 0 },
  ...{ label: 'neutral', confidence: 0.5, score: 0, sure: false, model, version: 1 },
  kind: text.includes('?') ? 'question' : 'comment',
  ...(whose === undefined ? {} : { encoder: encoderMark(whose) }),
})
const anyView = fc.record({
  text: fc.constantFrom('good?', 'bad?', 'mute?', 'good', 'blank', 'old?'),
  model: fc.constantFrom(MODEL, 'other@1a2b3c4'),
  whose: fc.constantFrom(undefined, ENCODER, 'another@1a2b3c4'),
})

test('what lacks nothing is passed over; the rest is labelled anew, or gets the vector that it lacks, once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyView, { maxLength: 12 }), async given => {
      const encoder = stubEncoder()
      const models = modelsOf(encoder)
      const views = given.map(({ text, model, whose }, at) =>
        viewOf(text, model, text.includes('?') ? whose : undefined, at),
      )
      const todo = views.filter(view => !isDone(models, view))
      for (const view of views.filter(view => isDone(models, view)))
        expect([view.model, view.kind === 'comment' || view.encoder === encoderMark(ENCODER)]).toEqual([
          MODEL,
          true,
        ])
      const sums = noSums()
      const labelled = await labelsOf(models, todo, sums)
      expect(labelled.length + sums.kept.unlabelled + sums.same).toBe(todo.length)
      for (const { message, label, fills } of labelled) {
        expect(NewLabel.safeParse(label).error).toBeUndefined()
        expect(label.key).toBe(message.key)
        expect(fills).toBe(label.vector !== undefined)
        if (label.vector === undefined) expect(message.model).not.toBe(MODEL)
        else expect([...Buffer.from(label.vector, 'base64')]).toEqual([...vectorOf(message.text!)])
      }
      expect(encoder.asked.length).toBeLessThanOrEqual(1)
    }),
  )
})

test('a question of which no vector can be made is said, and not posted where nothing else changes', async () => {
  const sums = noSums()
  const views = [viewOf('mute?', MODEL, undefined, 1), viewOf('good mute?', 'other@1a2b3c4', undefined, 2)]
  const labelled = await labelsOf(modelsOf(), views, sums)
  expect(labelled.map(({ label }) => [label.key, label.vector])).toEqual([[views[1]!.key, undefined]])
  expect(sums).toMatchObject({ unencoded: 2, same: 1, encoded: 0 })
})

test('without an encoder nothing lacks a vector', async () => {
  const models: Models = { classifier: { model: MODEL, classify } }
  expect(isDone(models, viewOf('good?', MODEL, undefined))).toBe(true)
  const [one] = await labelsOf(models, [viewOf('good?', 'other@1a2b3c4', undefined)], noSums())
  expect(one).toMatchObject({ fills: false, label: { kind: 'question', label: 'positive' } })
})
