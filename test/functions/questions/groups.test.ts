import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Group } from '../../../functions/questions/group.ts'
import { groupQuestions, questionGroups } from '../../../functions/questions/groups.ts'
import type { Question } from '../../../functions/questions/question.ts'
import { vectorReader } from '../../../functions/questions/vector.ts'
import { anyQuestion, anyWithVector, MODEL } from './asked.ts'
import { plainly } from './reference.ts'

/** 25 degrees. */
const grouping = { model: MODEL, cosine: Math.cos((25.5 * Math.PI) / 180) }
const keysOf = (groups: readonly Group[]) => groups.map(({ questions }) => questions.map(({ key }) => key))
const latest = (questions: readonly Question[]) => [...new Map(questions.map(one => [one.key, one])).values()]

describe('whatever is asked', () => {
  test('groups are those of the plain definition, in whatever order questions come', () => {
    fc.assert(
      fc.property(fc.array(anyQuestion, { maxLength: 60 }), questions => {
        const { put, groups } = questionGroups(grouping)
        for (const one of questions) put(one)
        expect(keysOf(groups())).toEqual(plainly(latest(questions), grouping))
      }),
      { numRuns: 300 },
    )
  })

  test('after any additions, edits and removals, groups are those of what is left', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: anyQuestion },
      { weight: 2, arbitrary: fc.nat(30).map(n => `q-${n}`) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), steps => {
        const room = questionGroups(grouping)
        const left = new Map<string, Question>()
        for (const one of steps) {
          if (typeof one === 'string') left.delete(one)
          else left.set(one.key, one)
          if (typeof one === 'string') room.remove(one)
          else room.put(one)
          expect(keysOf(room.groups())).toEqual(plainly([...left.values()], grouping))
        }
        expect(room.groups()).toEqual(groupQuestions(left.values(), grouping))
      }),
      { numRuns: 300 },
    )
  })

  test('a question that comes last moves no other: it joins a group or begins one', () => {
    fc.assert(
      fc.property(fc.array(anyWithVector, { maxLength: 60 }), anyWithVector, (questions, one) => {
        const before = groupQuestions(latest(questions), grouping)
        const after = groupQuestions(
          [...latest(questions), { ...one, key: 'last', postedAt: 1000 }],
          grouping,
        )
        const others = keysOf(after).map(keys => keys.filter(key => key !== 'last'))
        expect(others.filter(keys => keys.length > 0).sort()).toEqual(keysOf(before).sort())
      }),
      { numRuns: 300 },
    )
  })

  test('the group with a question is the one of all groups that it is in', () => {
    fc.assert(
      fc.property(fc.array(anyQuestion, { maxLength: 60 }), questions => {
        const room = questionGroups(grouping)
        for (const one of questions) room.put(one)
        for (const group of room.groups())
          for (const { key } of group.questions) expect(room.groupWith(key)).toEqual(group)
        expect(room.groupWith('nobody')).toBeUndefined()
      }),
    )
  })

  test('a text that is asked joins the group that it was said to join, or begins one', () => {
    fc.assert(
      fc.property(fc.array(anyWithVector, { maxLength: 60 }), anyWithVector, (questions, one) => {
        const room = questionGroups(grouping)
        for (const question of questions) room.put(question)
        const text = one.text ?? 'Something else?'
        const vector = vectorReader(MODEL)(one.vector)
        const joined = room.wouldJoin({ text, vector: vector.is === 'vector' ? vector.vector : undefined })
        room.put({ ...one, text, key: 'last', postedAt: 1000 })
        const { questions: all } = room.groupWith('last')!
        expect(all.filter(({ key }) => key !== 'last')).toEqual(joined?.group.questions ?? [])
      }),
      { numRuns: 300 },
    )
  })
})
