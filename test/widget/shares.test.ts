import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Counts } from '../../schemas/mood.ts'
import { inWords, part, percentage, sentence, sharesOf } from '../../widget/shares.ts'

const counts = (negative: number, neutral: number, positive: number, score = 0): Counts => ({
  n: negative + neutral + positive,
  negative,
  neutral,
  positive,
  unsure: 0,
  questions: 0,
  flagged: 0,
  score,
})
const some = fc.nat({ max: 100_000 })

test('shares add up to 100 per cent wherever there is a message, and each is within 1 of the exact value', () => {
  fc.assert(
    fc.property(some, some, some, (negative, neutral, positive) => {
      const all = counts(negative, neutral, positive)
      const shares = sharesOf(all)
      expect(shares.reduce((sum, { percent }) => sum + percent, 0)).toBe(all.n > 0 ? 100 : 0)
      for (const { n, percent } of shares)
        expect(Math.abs(percent - (all.n > 0 ? (100 * n) / all.n : 0))).toBeLessThan(1)
    }),
  )
})

test('the remainder goes to the largest', () => {
  expect(sharesOf(counts(1, 1, 1)).map(({ percent }) => percent)).toEqual([34, 33, 33])
  expect(sharesOf(counts(1, 0, 2)).map(({ percent }) => percent)).toEqual([33, 0, 67])
})

test('what is there is never shown as nothing', () => {
  expect(percentage({ n: 3, percent: 0 })).toBe('<1%')
  expect(percentage({ n: 0, percent: 0 })).toBe('0%')
  expect([part(116, 1_284), part(1, 5_000), part(0, 0)]).toEqual(['9%', '<1%', '0%'])
})

test('few messages are not called a mood, and a majority is named', () => {
  expect(inWords(counts(0, 0, 0))).toBe('Nothing yet')
  expect(inWords(counts(0, 0, 9))).toBe('Too few to tell')
  expect(inWords(counts(0, 0, 10))).toBe('Mostly positive')
  expect(inWords(counts(40, 30, 30, -0.2))).toBe('Leaning negative')
  expect(inWords(counts(30, 30, 40, 0.2))).toBe('Leaning positive')
  expect(inWords(counts(50, 0, 50))).toBe('Mixed')
})

test('a screen reader hears n and every share in one sentence', () => {
  expect(sentence(counts(2, 5, 13))).toBe(
    '20 messages. Mostly positive: 10% negative, 25% neutral, 65% positive.',
  )
  expect(sentence(counts(0, 0, 0))).toBe('No messages.')
})

test('a screen reader hears of questions and flagged messages only where some are counted', () => {
  const told = (questions: number, flagged: number) => sentence({ ...counts(2, 5, 13), questions, flagged })
  const mood = '20 messages. Mostly positive: 10% negative, 25% neutral, 65% positive.'
  expect(told(0, 0)).toBe(mood)
  expect(told(1, 0)).toBe(`${mood} 1 question.`)
  expect(told(0, 2)).toBe(`${mood} 2 flagged.`)
  expect(told(1_204, 1)).toBe(`${mood} 1,204 questions, 1 flagged.`)
  const { questions, flagged, ...older } = counts(2, 5, 13)
  expect(sentence(older as Counts)).toBe(mood)
})
