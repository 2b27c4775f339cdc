import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import type { Classification, Classifier } from '../../../functions/pipeline/ports.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { type ShadowReport, shadowing } from '../../../functions/pipeline/shadow.ts'
import { shadowLine } from '../../../functions/shadow-line.ts'
import { bench, classificationOf, deliveryOf, limits, stillClock, T, tallyIn } from './samples.ts'

const classifierOf = (model: string, classify: (text: string) => Classification): Classifier => ({
  model,
  classify: async texts => texts.map(classify),
})
const first = classifierOf('first@1', classificationOf)
/** Calls what is bad neutral, and agrees otherwise. */
const mild = classifierOf('mild@1', text => classificationOf(text.replace('bad', 'fair')))

const LATER = { deadlineMs: T + 600_000 }
const MINUTE_MS = 60_000
let clock: ReturnType<typeof stillClock>
let reports: ShadowReport[]
beforeEach(() => {
  clock = stillClock()
  reports = []
})
const shadowed = (second: Classifier, one = first) =>
  shadowing(one, second, clock, seen => void reports.push(structuredClone(seen)))

test('a minute later it says how often the two agree, in all and by label, and begins anew', async () => {
  const { classifier, catchUp } = shadowed(mild)
  expect(await classifier.classify(['good', 'bad', 'bad too', 'so so', 'blank'])).toEqual(
    await first.classify(['good', 'bad', 'bad too', 'so so', 'blank']),
  )
  await catchUp(LATER)
  expect(reports).toEqual([])
  await clock.sleep(MINUTE_MS)
  await classifier.classify(['good'])
  await catchUp(LATER)
  const none = { negative: 0, neutral: 0, positive: 0 }
  const expected: ShadowReport = {
    ...{ model: 'first@1', shadow: 'mild@1', scored: 5, agreement: 0.6 },
    agreementByLabel: { negative: 0, neutral: 1, positive: 1 },
    confusion: {
      negative: { ...none, neutral: 2 },
      neutral: { ...none, neutral: 1 },
      positive: { ...none, positive: 2 },
    },
    ...{ unlabelled: 0, skipped: 0, failed: 0 },
  }
  expect(reports).toEqual([expected])
  await clock.sleep(MINUTE_MS)
  await catchUp(LATER)
  expect(reports).toHaveLength(1)
})

test('a thousand messages are reported before the minute is over', async () => {
  const { classifier, catchUp } = shadowed(mild)
  for (let batch = 0; batch < 10; batch++) {
    expect(reports).toEqual([])
    await classifier.classify(Array(100).fill('good'))
    await catchUp(LATER)
  }
  expect(reports).toMatchObject([{ scored: 1_000, agreement: 1 }])
})

const broken: [how: string, second: Classifier][] = [
  [
    'throws',
    {
      model: 'broken@1',
      classify: async () => {
        throw new Error('out of memory')
      },
    },
  ],
  ['answers nothing', { model: 'broken@1', classify: async () => [] }],
]
test.each(broken)(
  'a second model that %s fails no message, and its failure is reported',
  async (_, second) => {
    const on = bench()
    const { classifier, catchUp } = shadowed(second, on.ports.classifier)
    const deliveries = ['good', 'bad'].map((text, at) => deliveryOf({ id: `q-${at}`, text }))
    const outcomes = await processBatch({ ...on.ports, classifier }, deliveries, limits)
    await clock.sleep(MINUTE_MS)
    await catchUp(LATER)
    expect(outcomes).toEqual([{ is: 'counted' }, { is: 'counted' }])
    expect(tallyIn(on)).toMatchObject({ n: 2, models: { stub: 2 } })
    expect(reports).toMatchObject([{ scored: 0, agreement: null, failed: 2, error: expect.any(String) }])
  },
)

test('a batch is recorded before the second model sees it, and only what it was labelled as is counted', async () => {
  const on = bench()
  const seen: number[] = []
  const second = classifierOf('mild@1', text => {
    seen.push(tallyIn(on).n)
    return classificationOf(text)
  })
  const { classifier, catchUp } = shadowed(second, on.ports.classifier)
  const deliveries = Array.from({ length: 20 }, (_, at) => deliveryOf({ id: `q-${at}`, text: 'bad' }))
  await processBatch({ ...on.ports, classifier }, deliveries, limits)
  expect(seen).toEqual([])
  await catchUp(LATER)
  expect(seen).toEqual(Array(20).fill(20))
  expect(tallyIn(on)).toMatchObject({ n: 20, negative: 20, models: { stub: 20 } })
})

test('while the first model is at work, the second waits', async () => {
  const order: string[] = []
  const free = Promise.withResolvers<void>()
  let calls = 0
  const busy: Classifier = {
    model: 'first@1',
    classify: async texts => {
      if (++calls > 1) await free.promise
      order.push('first')
      return texts.map(classificationOf)
    },
  }
  const second: Classifier = {
    model: 'mild@1',
    classify: async texts => {
      order.push('second')
      return mild.classify(texts)
    },
  }
  const { classifier, catchUp } = shadowed(second, busy)
  await classifier.classify(['good'])
  const classifying = classifier.classify(['bad'])
  const catching = catchUp(LATER)
  await new Promise(resolve => setImmediate(resolve))
  expect(order).toEqual(['first'])
  free.resolve()
  await Promise.all([classifying, catching])
  expect(order).toEqual(['first', 'first', 'second'])
})

test('it stops within the time left; what there is no time for is skipped and said', async () => {
  const slow: Classifier = {
    model: 'slow@1',
    classify: async texts => {
      await clock.sleep(700)
      return mild.classify(texts)
    },
  }
  const { classifier, catchUp } = shadowed(slow)
  await classifier.classify(Array(100).fill('good'))
  await catchUp({ deadlineMs: T + 1_000 })
  expect(clock.now()).toBeLessThanOrEqual(T + 1_400)
  await clock.sleep(MINUTE_MS)
  await catchUp(LATER)
  expect(reports).toMatchObject([{ scored: 32, skipped: 68 }])
})

test('however many are noted, memory is bounded: the oldest are skipped', async () => {
  const { classifier, catchUp } = shadowed(mild)
  for (let batch = 0; batch < 30; batch++) await classifier.classify(Array(100).fill('good'))
  await catchUp(LATER)
  expect(reports).toMatchObject([{ scored: 1_000, skipped: 2_000 }])
})

test('every message that is labelled is in one report, as scored, unlabelled, skipped or failed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ size: fc.nat(60), leftMs: fc.constantFrom(0, 5, 5_000), pauseMs: fc.nat(40_000) }),
        { maxLength: 12 },
      ),
      async batches => {
        clock = stillClock()
        reports = []
        let calls = 0
        const unsteady: Classifier = {
          model: 'unsteady@1',
          classify: async texts => {
            await clock.sleep(1)
            if (++calls % 5 === 0) throw new Error('now and then')
            return texts.map((_, at) => classificationOf(at % 7 === 0 ? 'blank' : 'good'))
          },
        }
        const { classifier, catchUp } = shadowed(unsteady)
        for (const { size, leftMs, pauseMs } of batches) {
          await classifier.classify(Array(size).fill('good'))
          await catchUp({ deadlineMs: clock.now() + leftMs })
          await clock.sleep(pauseMs)
        }
        await catchUp({ deadlineMs: clock.now() + 600_000 })
        await clock.sleep(MINUTE_MS)
        await catchUp({ deadlineMs: clock.now() + 600_000 })
        const sum = (of: (one: ShadowReport) => number) => reports.reduce((all, one) => all + of(one), 0)
        const noted = batches.reduce((all, { size }) => all + size, 0)
        expect(sum(one => one.scored + one.unlabelled + one.skipped + one.failed)).toBe(noted)
      },
    ),
  )
})

test('a report is a line of JSON with its metrics named, and without a word of what was said', async () => {
  const { classifier, catchUp } = shadowed(mild)
  await classifier.classify(['good secret', 'bad secret'])
  await clock.sleep(MINUTE_MS)
  await catchUp(LATER)
  const line = shadowLine(reports[0]!, T)
  expect(line).not.toMatch(/secret|\n/)
  const { _aws, ...values } = JSON.parse(line)
  expect(values).toMatchObject({ model: 'first@1', shadow: 'mild@1', ShadowAgreement: 50, ShadowScored: 2 })
  expect(_aws.Timestamp).toBe(T)
  for (const { Name } of _aws.CloudWatchMetrics[0].Metrics) expect(values[Name]).toEqual(expect.any(Number))
})
