import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AskedQuestion, QuestionGroup } from '../../schemas/questions.ts'
import {
  inPlace,
  type ShownGroup,
  withMembers,
  withoutErased,
  withoutQuestion,
} from '../../widget/dashboard/question-groups.ts'

const question = (key: string): AskedQuestion => ({
  ...{ key, text: `text ${key}`, postedAt: 1, label: 'neutral', sure: true },
})
const group = (key: string, size = 1): QuestionGroup => ({
  ...{ representative: question(key), size, firstAt: 1, lastAt: size },
  mood: { negative: 0, neutral: size, positive: 0, unsure: 0 },
})
const closed = (id: string): ShownGroup => ({ id, group: group(id) })
const open = (id: string, ...keys: string[]): ShownGroup => ({
  ...closed(id),
  opened: { wanted: 5, questions: keys.map(question), isMore: false },
})
const ids = (shown: readonly ShownGroup[]) => shown.map(({ id }) => id).join('')
const leads = (shown: readonly ShownGroup[]) => shown.map(one => one.group.representative.key).join('')
const latest = (keys: string) => [...keys].map(key => group(key))

test('while none is open, groups stand as the server says', () => {
  expect(ids(inPlace([closed('A'), closed('B')], latest('CBA')))).toBe('CBA')
})

test('while one is open, groups keep their places, what came stands last, and what went is gone', () => {
  expect(ids(inPlace([closed('A'), open('B', 'B'), closed('D')], latest('CBA')))).toBe('ABC')
})

test('an open group stays though it is among the latest no more', () => {
  expect(ids(inPlace([open('A', 'A'), closed('B')], latest('B')))).toBe('AB')
})

test('a group stays what it is when another of its questions comes to represent it', () => {
  const shown = inPlace([closed('A'), open('B', 'B', 'b')], latest('bA'))
  expect([ids(shown), leads(shown)]).toEqual(['AB', 'Ab'])
  expect(shown[1]?.opened).toBeDefined()
})

test('of a group that came apart, one part is the open one, and the other is new', () => {
  const shown = inPlace([open('A', 'A', 'b', 'c')], latest('bc'))
  expect([ids(shown), leads(shown)]).toEqual(['Ac', 'bc'])
})

test('each of the latest groups is shown once, and no id twice, whatever was shown and open before', () => {
  const keys = fc.uniqueArray(fc.constantFrom(...'ABCDEFGH'), { maxLength: 8 })
  const shownGroups = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...'ABCDEFGH'), fc.boolean(), keys), {
      selector: ([id]) => id,
      maxLength: 8,
    })
    .map(all => all.map(([id, isOpen, members]) => (isOpen ? open(id, id, ...members) : closed(id))))
  fc.assert(
    fc.property(shownGroups, keys, (shown, now) => {
      const next = inPlace(shown, latest(now.join('')))
      expect(new Set(next.map(({ id }) => id)).size).toBe(next.length)
      for (const key of now) expect(leads(next).split(key)).toHaveLength(2)
      const left = next.filter(one => !now.includes(one.group.representative.key))
      expect(left.every(({ opened }) => opened)).toBe(true)
    }),
  )
})

test('questions of a group that was closed meanwhile are not shown', () => {
  const answer = { group: group('A', 2), questions: [question('A'), question('b')] }
  expect(withMembers([closed('A')], 'A', answer)).toEqual([closed('A')])
})

test('a group that is led by another now is not shown a second time under its name', () => {
  const shown = [open('A', 'A'), closed('z')]
  expect(ids(withMembers(shown, 'A', { group: group('z', 2), questions: [question('z')] }))).toBe('A')
})

test('the next question represents a group whose first was erased here, and a group of none is gone', () => {
  const shown = [open('A', 'A', 'b'), open('C', 'C')]
  expect(leads(withoutQuestion(shown, 'A'))).toBe('bC')
  expect(ids(withoutQuestion(shown, 'A'))).toBe('AC')
  expect(ids(withoutQuestion(shown, 'C'))).toBe('A')
  expect(withoutQuestion(shown, 'b')[0]?.opened?.questions).toEqual([question('A')])
})

test('an answer from before an erasure does not bring the question back', () => {
  const shown = withoutQuestion([open('A', 'A', 'b')], 'A')[0]!
  const late = { group: group('A', 2), questions: [question('A'), question('b')] }
  const kept = withoutErased(late, new Set(['A']), shown)
  expect(kept.group.representative.key).toBe('b')
  expect(kept.questions).toEqual([question('b')])
})
