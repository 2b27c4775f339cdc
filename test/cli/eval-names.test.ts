import { array, assert as check, constantFrom, property, string, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { labelOf, namesOf } from '../../cli/eval/names.ts'
import { tasks } from '../../cli/eval/tasks.ts'
import { keepWorst } from '../../cli/eval/worst.ts'

const meaning = (maps: string[], value: string, task = tasks.sentiment) => {
  const read = namesOf(task, maps)
  return read.is === 'names' ? labelOf(value, read.names) : read.why
}

test.each([
  ['the label itself', [], 'neutral', 'neutral'],
  ['in any case, between white space', [], '\t POSitive ', 'positive'],
  ['what nobody explained', [], '1', undefined],
  ['nothing', [], '', undefined],
  ['a number', ['0=negative,1=neutral'], '1', 'neutral'],
  ['a name of several words', ['not so good = negative'], 'Not so good', 'negative'],
  ['a name with a comma', ['so, so=neutral,great=positive'], 'so, so', 'neutral'],
  ['an empty name', ['=neutral'], '  ', 'neutral'],
  ['a comma at the end', ['0=negative,'], '0', 'negative'],
  ['a label by another name', ['neutral=positive'], 'neutral', 'positive'],
  ['the same twice', ['0=negative', '0=NEGATIVE'], '0', 'negative'],
])('%s: %j makes %j %s', (_, maps, value, expected) => expect(meaning(maps, value)).toBe(expected))

test.each([
  ['0', /"0" is no list such as "a=negative,b=positive"/],
  ['0=bad,1=neutral', /is no list/],
  ['0=negative 1=neutral', /is no list/],
  ['0=negatively', /is no list/],
  ['0=negative,0=positive', /"0" cannot be both negative and positive/],
])('--map %s is refused', (map, why) => expect(meaning([map], '')).toMatch(why))

test('yes and no have many names', () => {
  for (const yes of ['yes', 'True', '1', 'question'])
    expect(meaning([], yes, tasks.question)).toBe('question')
  for (const no of ['no', 'FALSE', '0', 'not-offensive'])
    expect(meaning([], no, tasks.offensive)).toBe('not-offensive')
  expect(meaning(['insult=yes,neutral=not-offensive'], 'insult', tasks.offensive)).toBe('offensive')
})

test('whatever a list maps means that, and no other name means anything', () => {
  const name = string({ unit: constantFrom('a', 'B', ',', ' ', 'é', '0', '|', '.', '*') })
  const pair = tuple(name, constantFrom('negative', 'neutral', 'positive'))
  check(
    property(array(pair, { minLength: 1 }), name, (pairs, other) => {
      const key = (text: string) => text.trim().toLowerCase()
      const given = new Map(pairs.map(([from, to]) => [key(from), to]))
      const maps = [...given].map(([from, to]) => `${from}=${to}`)
      for (const list of [maps, [maps.join(',')]])
        for (const [from, to] of given) expect(meaning(list, from)).toBe(to)
      if (!given.has(key(other))) expect(meaning(maps, other)).toBeUndefined()
    }),
  )
})

test('of any mistakes, the twenty most confident are kept, in their order', () => {
  check(
    property(array(constantFrom(0.4, 0.5, 0.9, null), { maxLength: 60, size: 'max' }), confidences => {
      const { add, all } = keepWorst()
      const mistakes = confidences.map((confidence, at) => ({
        ...{ line: at + 2, gold: 'a', said: 'b', text: '' },
        confidence,
      }))
      for (const mistake of mistakes) add(mistake)
      const sorted = mistakes.toSorted((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0) || a.line - b.line)
      expect(all()).toEqual(sorted.slice(0, 20))
    }),
  )
})
