import {
  type Arbitrary,
  array,
  assert as check,
  constantFrom,
  double,
  integer,
  property,
  record,
  shuffledSubarray,
} from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calibrationError, claimOf, coverageCurve } from '../../cli/eval/calibration.ts'
import { confusionOf, qualityOf } from '../../cli/eval/quality.ts'

const labels = ['negative', 'neutral', 'positive']
const label = constantFrom(...labels)
const pairs = array(record({ gold: label, said: label }), { minLength: 1 })
/** Few different values, so that many are equal; and the ends of the bins among them. */
const confidence: Arbitrary<number> = integer({ min: 0, max: 30 }).map(step => step / 30)
const claims = array(record({ confidence, isRight: constantFrom(true, false) }), { minLength: 1 })
const shuffled = <T>(all: T[]) => shuffledSubarray(all, { minLength: all.length })
const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0)

/** The minimal standard generator (Park and Miller 1988), which two lines of Python have as well. */
const draws = (seed: number) => () => {
  seed = (seed * 16_807) % 2_147_483_647
  return seed
}

/** 300 texts: what they are, and a model that is right every other time. */
const examples = (present: readonly number[]) => {
  const draw = draws(7)
  return Array.from({ length: 300 }, () => {
    const gold = present[draw() % present.length]!
    const weights = labels.map(() => ((draw() % 100) + 1) ** 3)
    weights[gold]! += draw() % 300_000
    const shares = Object.fromEntries(labels.map((name, at) => [name, weights[at]! / total(weights)]))
    return { gold: labels[gold]!, said: labels[weights.indexOf(Math.max(...weights))]!, shares }
  })
}

test.each([
  {
    is: 'three labels',
    present: [0, 1, 2],
    accuracy: 0.5066666666666667,
    macroRecall: 0.5068294613442861,
    macroF1: 0.5064126279442595,
    recalls: [0.5416666666666666, 0.46938775510204084, 0.5094339622641509],
    ece: 0.17613197943195058,
  },
  {
    is: 'a label that no text has',
    present: [0, 2],
    accuracy: 0.5133333333333333,
    macroRecall: 0.5135339348415485,
    macroF1: 0.5798053458941036,
    recalls: [0.48344370860927155, null, 0.5436241610738255],
    ece: 0.18053061703746506,
  },
])('figures are those of training/metrics.py: $is', ({ present, recalls, ece, is, ...expected }) => {
  const all = examples(present)
  const { labels: each, ...quality } = qualityOf(confusionOf(all, labels))
  for (const [name, value] of Object.entries(expected))
    expect(quality[name as keyof typeof quality]).toBeCloseTo(value, 12)
  expect(each.map(({ recall }) => recall?.toFixed(12) ?? null)).toEqual(
    recalls.map(recall => recall?.toFixed(12) ?? null),
  )
  const claimed = all.map(({ gold, shares }) => claimOf(gold, shares))
  expect(calibrationError(claimed)).toBeCloseTo(ece, 12)
})

describe('confusion', () => {
  test('counts every row once, in the line of what it is', () => {
    check(
      property(pairs, all => {
        const confusion = confusionOf(all, labels)
        for (const gold of labels)
          expect(total(Object.values(confusion[gold]!))).toBe(all.filter(one => one.gold === gold).length)
      }),
    )
  })

  test('every share lies between 0 and 1, and is null only where there is nothing to share', () => {
    check(
      property(pairs, all => {
        const quality = qualityOf(confusionOf(all, labels))
        for (const { gold, said, recall, precision, f1 } of quality.labels) {
          expect([recall === null, precision === null, f1 === null]).toEqual([
            gold === 0,
            said === 0,
            gold === 0,
          ])
          for (const share of [recall, precision, f1]) {
            expect(share ?? 0).toBeGreaterThanOrEqual(0)
            expect(share ?? 0).toBeLessThanOrEqual(1)
          }
        }
        expect(quality.accuracy).toBe(all.filter(({ gold, said }) => gold === said).length / all.length)
      }),
    )
  })

  test('where all rows have one label, the macro-recall is its recall', () => {
    const all = ['positive', 'positive', 'neutral', 'positive'].map(said => ({ gold: 'positive', said }))
    expect(qualityOf(confusionOf(all, labels))).toMatchObject({
      accuracy: 0.75,
      macroRecall: 0.75,
      macroF1: 6 / 7,
    })
  })
})

describe('calibration error', () => {
  test('lies between 0 and 1, and does not depend on the order', () => {
    const orders = claims.chain(all => shuffled(all).map(other => [all, other] as const))
    check(
      property(orders, ([all, other]) => {
        const error = calibrationError(all)
        expect(error).toBeGreaterThanOrEqual(0)
        expect(error).toBeLessThanOrEqual(1)
        expect(calibrationError(other)).toBeCloseTo(error, 10)
      }),
    )
  })

  test('is never below the gap between mean confidence and accuracy', () => {
    check(
      property(claims, all => {
        const gap = total(all.map(one => one.confidence - Number(one.isRight))) / all.length
        expect(calibrationError(all)).toBeGreaterThanOrEqual(Math.abs(gap) - 1e-9)
      }),
    )
  })

  test.each([
    ['a confidence of 1, always right', [1, 1], [true, true], 0],
    ['a confidence of 1, never right', [1, 1], [false, false], 1],
    ['0.9, right in one of two', [0.9, 0.9], [true, false], 0.4],
    ['errors of two bins do not cancel out', [0.5, 0.9], [true, false], 0.7],
    ['errors within a bin do', [0.94, 0.98], [true, false], 0.46],
  ])('%s', (_, confidences, rights, expected) => {
    const all = confidences.map((one, at) => ({ confidence: one, isRight: rights[at]! }))
    expect(calibrationError(all)).toBeCloseTo(expected, 10)
  })
})

describe('coverage', () => {
  test('ends at the accuracy of all rows; confidence only falls', () => {
    check(
      property(claims, all => {
        const curve = coverageCurve(all)
        expect(curve.map(({ coverage }) => coverage)).toEqual([
          0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
        ])
        expect(curve.at(-1)!.accuracy).toBeCloseTo(all.filter(one => one.isRight).length / all.length, 10)
        expect(curve.at(-1)!.confidence).toBe(Math.min(...all.map(one => one.confidence)))
        for (const [at, point] of curve.entries())
          expect(point.confidence).toBeLessThanOrEqual(curve[at - 1]?.confidence ?? 1)
      }),
    )
  })

  test('does not depend on the order, however many are equally confident', () => {
    const orders = claims.chain(all => shuffled(all).map(other => [all, other] as const))
    check(
      property(orders, ([all, other]) => {
        expect(coverageCurve(other)).toEqual(coverageCurve(all))
      }),
    )
  })

  test('of ten rows with ten confidences, each tenth adds the next', () => {
    const rights = [true, true, false, true, true, false, true, false, false, false]
    const curve = coverageCurve(rights.map((isRight, at) => ({ confidence: 0.95 - at / 20, isRight })))
    const expected = rights.map((_, at) => rights.slice(0, at + 1).filter(Boolean).length / (at + 1))
    for (const [at, { accuracy, confidence }] of curve.entries()) {
      expect(accuracy).toBeCloseTo(expected[at]!, 10)
      expect(confidence).toBe(0.95 - at / 20)
    }
  })

  test('any confidences whatever give shares', () => {
    const any = record({
      confidence: double({ min: 0, max: 1, noNaN: true }),
      isRight: constantFrom(true, false),
    })
    check(
      property(array(any, { minLength: 1 }), all => {
        for (const { accuracy } of coverageCurve(all)) {
          expect(accuracy).toBeGreaterThanOrEqual(0)
          expect(accuracy).toBeLessThanOrEqual(1 + 1e-9)
        }
      }),
    )
  })
})
