import fc from 'fast-check'
import { expect, test } from 'vitest'
import { erase } from '../../../functions/pipeline/erase.ts'
import { messageKey } from '../../../functions/pipeline/keys.ts'
import { type Measured, metering } from '../../../functions/pipeline/metering.ts'
import type { Encoder, LiveMessage, Ports } from '../../../functions/pipeline/ports.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { bench, classificationOf, deliveryOf, limits, standing, stillClock, T, totalOf } from './samples.ts'
import { stubEncoder, vectorOf } from './stub-encoder.ts'

/** What the pipeline told of questions without a vector, besides. */
const opened = (given: Partial<Ports> = {}) => {
  const told: { questions: number; cause: unknown }[] = []
  const vectorless = (questions: number, cause: unknown) => void told.push({ questions, cause })
  return { told, ...bench({ encoder: stubEncoder(), vectorless, ...given }) }
}
const vectorIn = (on: ReturnType<typeof opened>, id: string) =>
  (standing(on, { id }) as LiveMessage | undefined)?.vector

test('a question has the vector of its own text, and what is no question has none', async () => {
  const encoder = stubEncoder()
  const on = opened({ encoder })
  const texts = ['good?', 'good', 'why bad?', 'old?', 'blank?', 'so?']
  await processBatch(
    on.ports,
    texts.map((text, at) => deliveryOf({ id: `q-${at}`, text })),
    limits,
  )
  expect(texts.map((_, at) => vectorIn(on, `q-${at}`))).toEqual([
    ...[vectorOf('good?'), undefined, vectorOf('why bad?'), undefined, undefined, vectorOf('so?')],
  ])
  expect(encoder.asked).toEqual([['good?', 'why bad?', 'so?']])
  expect(on.told).toEqual([])
})

test('any batch: each question has the vector of its own text, or none', async () => {
  const text = fc.constantFrom('good?', 'bad?', 'mute?', 'so', 'old?', 'why?', 'blank', 'rude mute?')
  const message = fc.record({
    id: fc.constantFrom(...'abcdefgh'),
    room: fc.constantFrom('hall', 'lobby'),
    text,
  })
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 20 }), fc.nat(2), async (messages, revision) => {
      const on = opened()
      const batch = [...messages, ...messages.map(one => ({ ...one, revision }))]
      await processBatch(
        on.ports,
        batch.map(one => deliveryOf(one)),
        limits,
      )
      for (const stored of on.contents.messages.values()) {
        const { text, kind, vector } = stored as LiveMessage
        const hasOne = kind === 'question' && !text?.includes('mute')
        expect(vector).toEqual(hasOne ? vectorOf(text!) : undefined)
      }
    }),
  )
})

test('where texts are left out of the store, no vector is made, and nobody is told that one is missing', async () => {
  const encoder = stubEncoder()
  const on = opened({ encoder, withoutTexts: true })
  await processBatch(on.ports, [deliveryOf({ text: 'good?' })], limits)
  expect(standing(on)).toMatchObject({ is: 'live', kind: 'question' })
  expect(standing(on)).not.toHaveProperty('vector')
  expect([encoder.asked, on.told]).toEqual([[], []])
})

test.each<[string, Encoder['encode'], unknown]>([
  ['throws', () => Promise.reject(new Error('broken')), new Error('broken')],
  [
    'throws at once',
    () => {
      throw new Error('broken')
    },
    new Error('broken'),
  ],
  ['gives nothing', async texts => texts.map(() => undefined), undefined],
  ['gives too few', async () => [], undefined],
])('an encoder that %s keeps no message from being counted, and is told', async (_, encode, cause) => {
  const on = opened({ encoder: { ...stubEncoder(), encode } })
  const deliveries = ['good?', 'bad', 'so?'].map((text, at) => deliveryOf({ id: `q-${at}`, text }))
  expect(await processBatch(on.ports, deliveries, limits)).toEqual(Array(3).fill({ is: 'counted' }))
  expect(totalOf(on).n).toBe(3)
  expect(on.told).toEqual([{ questions: 2, cause }])
  for (const id of ['q-0', 'q-1', 'q-2']) expect(standing(on, { id })).not.toHaveProperty('vector')
})

test('of a batch of which one text cannot be encoded, the others have their vectors', async () => {
  const on = opened()
  const deliveries = ['a?', 'mute?', 'b?'].map(text => deliveryOf({ id: text, text }))
  await processBatch(on.ports, deliveries, limits)
  expect(['a?', 'mute?', 'b?'].map(id => vectorIn(on, id))).toEqual([
    vectorOf('a?'),
    undefined,
    vectorOf('b?'),
  ])
  expect(on.told).toEqual([{ questions: 1, cause: undefined }])
})

test('where no time is left, messages are counted and not encoded', async () => {
  const clock = stillClock()
  const classify = async (texts: readonly string[]) => {
    await clock.sleep(60_000)
    return texts.map(classificationOf)
  }
  const encoder = stubEncoder()
  const on = opened({ encoder, clock, classifier: { model: 'slow', classify } })
  expect(await processBatch(on.ports, [deliveryOf({ text: 'good?' })], limits)).toEqual([{ is: 'counted' }])
  expect(encoder.asked).toEqual([])
  expect(on.told).toMatchObject([{ questions: 1, cause: { message: 'no time was left for them' } }])
})

test('an edit has the vector of its new text; one that is no question, or cannot be encoded, has none', async () => {
  const on = opened()
  const texts = ['good?', 'bad?', 'good', 'so?', 'mute?', 'why?']
  for (const [revision, text] of texts.entries()) {
    await processBatch(on.ports, [deliveryOf({ revision, text })], limits)
    const expected = text.includes('?') && text !== 'mute?' ? vectorOf(text) : undefined
    expect(vectorIn(on, 'q-1')).toEqual(expected)
  }
})

test('what is erased has no vector, and neither has one that comes again', async () => {
  const on = opened()
  await processBatch(on.ports, [deliveryOf({ text: 'good?' })], limits)
  expect(vectorIn(on, 'q-1')).toEqual(vectorOf('good?'))
  await erase(on.ports, { room: 'hall', key: messageKey({ room: 'hall', source: 'app', id: 'q-1' }) }, limits)
  await processBatch(on.ports, [deliveryOf({ text: 'good?', revision: 1 })], limits)
  expect(standing(on)).toMatchObject({ is: 'erased' })
  expect(standing(on)).not.toHaveProperty('vector')
})

test('a chunk is being written while the questions of the next are encoded', async () => {
  const [writing, encoded] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const on = opened({
    encoder: {
      ...stubEncoder(),
      encode: async texts => {
        if (texts.includes('second?')) {
          await writing.promise
          encoded.resolve()
        }
        return texts.map(text => vectorOf(text))
      },
    },
  })
  const store = {
    ...on.ports.store,
    write: async (write: Parameters<typeof on.ports.store.write>[0]) => {
      writing.resolve()
      await encoded.promise
      return on.ports.store.write(write)
    },
  }
  const deliveries = ['first?', 'second?'].map(text => deliveryOf({ room: text, text }))
  expect(await processBatch({ ...on.ports, store }, deliveries, limits)).toEqual(
    Array(2).fill({ is: 'counted' }),
  )
})

const measuredOf = async (given: Partial<Ports>, ...texts: string[]) => {
  const on = opened(given)
  const reports: Measured[] = []
  const meter = metering(on.ports, { clock: on.clock, stopwatch: () => 0 }, seen => reports.push(seen))
  const batch = texts.map((text, at) => deliveryOf({ id: `q-${at}`, text }))
  meter.settled(await processBatch(meter.ports, batch, { deadlineMs: T + 8_000 }))
  return reports.reduce((all, { vectorless }) => all + vectorless, 0)
}

test('the metric counts the questions that are counted without a vector, where there is an encoder to make one', async () => {
  const broken = { ...stubEncoder(), encode: () => Promise.reject(new Error('broken')) }
  expect(await measuredOf({}, 'good?', 'mute?', 'so', 'old?')).toBe(1)
  expect(await measuredOf({ encoder: broken }, 'good?', 'so?', 'bad')).toBe(2)
  expect(await measuredOf({ encoder: broken, withoutTexts: true }, 'good?')).toBe(0)
  expect(await measuredOf({ encoder: undefined }, 'good?')).toBe(0)
})
