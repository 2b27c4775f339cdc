import { expect, test } from 'vitest'
import { choicesOf, listsOf, type View } from '../../widget/lists.ts'

test('questions are among the highlights only where some are counted, which no older stack does', () => {
  const names = (told: Parameters<typeof listsOf>[1]) => listsOf('highlights', told).names
  expect(names({ questions: 3, flagged: 0 })).toEqual(['questions', 'negative', 'positive'])
  expect(names({ questions: 0, flagged: 2 })).toEqual(['negative', 'positive'])
  expect(names({})).toEqual(['negative', 'positive'])
})

test('a view of one list is that list, also after its last message is gone', () => {
  for (const view of ['questions', 'flagged'] as const)
    expect(listsOf(view, { questions: 0, flagged: 0 }).names).toEqual([view])
})

test('flagged messages are never among the highlights for being flagged', () => {
  expect(listsOf('highlights', { questions: 3, flagged: 9 }).names).not.toContain('flagged')
})

test('only what is counted can be chosen, and what is chosen stays', () => {
  const choices = (questions: number, flagged: number, chosen: View = 'highlights') =>
    choicesOf({ questions, flagged }, chosen)
  expect(choices(0, 0)).toEqual([])
  expect(choicesOf({}, 'highlights')).toEqual([])
  expect(choices(1, 0)).toEqual(['highlights', 'questions'])
  expect(choices(0, 1)).toEqual(['highlights', 'flagged'])
  expect(choices(1, 1)).toEqual(['highlights', 'questions', 'flagged'])
  expect(choices(0, 0, 'flagged')).toEqual(['highlights', 'flagged'])
})
