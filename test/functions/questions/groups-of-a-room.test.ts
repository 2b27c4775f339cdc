import { expect, test } from 'vitest'
import { drawing } from '../../../bench/texts.ts'
import { groupQuestions, questionGroups } from '../../../functions/questions/groups.ts'
import { DIMENSIONS, packVector, quantise } from '../../../functions/questions/vector.ts'
import { atAngle, MODEL, question } from './asked.ts'

/** 25 degrees. */
const grouping = { model: MODEL, cosine: Math.cos((25.5 * Math.PI) / 180) }
const keysOf = (questions: Parameters<typeof groupQuestions>[0]) =>
  groupQuestions(questions, grouping).map(({ questions }) => questions.map(({ key }) => key))

test('a group tells who asked first, how many asked, in which mood, and from when to when', () => {
  const [first, second, third] = [
    question('c', { postedAt: 10, label: 'negative', vector: atAngle(0) }),
    question('a', { postedAt: 20, label: 'positive', sure: false, vector: atAngle(20) }),
    question('b', { postedAt: 30, label: 'negative', vector: atAngle(-20) }),
  ] as const
  expect(groupQuestions([third, first, second], grouping)).toEqual([
    {
      representative: first,
      size: 3,
      mood: { negative: 2, neutral: 0, positive: 1, unsure: 1 },
      firstAt: 10,
      lastAt: 30,
      questions: [first, second, third],
    },
  ])
})

test('no chain is a group: whoever is near a follower alone is not in', () => {
  const chain = [0, 20, 40, 60].map((angle, at) =>
    question(`q-${angle}`, { postedAt: at, vector: atAngle(angle) }),
  )
  expect(keysOf(chain)).toEqual([
    ['q-0', 'q-20'],
    ['q-40', 'q-60'],
  ])
})

test('whoever is near two leaders follows the nearer; of two as near, the one that was asked first', () => {
  const [a, b] = [question('a', { vector: atAngle(0) }), question('b', { vector: atAngle(40) })]
  const between = (angle: number) => question('c', { postedAt: 1, vector: atAngle(angle) })
  expect(keysOf([a, b, between(25)])).toEqual([['b', 'c'], ['a']])
  expect(keysOf([a, b, between(15)])).toEqual([['a', 'c'], ['b']])
  const [left, right] = [atAngle(25), atAngle(-25)]
  expect(
    keysOf([
      question('z', { postedAt: 1, vector: left }),
      question('y', { vector: right }),
      question('m', { postedAt: 2 }),
    ]),
  ).toEqual([['y', 'm'], ['z']])
})

test('without its representative a group is what the others make of it', () => {
  const room = questionGroups(grouping)
  for (const [at, angle] of [0, -20, 20].entries())
    room.put(question(`q-${at}`, { postedAt: at, vector: atAngle(angle) }))
  expect(room.groups().map(({ size }) => size)).toEqual([3])
  room.remove('q-0')
  expect(room.groups().map(({ representative, size }) => [representative.key, size])).toEqual([
    ['q-1', 1],
    ['q-2', 1],
  ])
})

test('equal texts are one group, whatever their vectors say', () => {
  const vectors = [atAngle(0), atAngle(180), undefined, new Uint8Array(3)]
  const asked = vectors.map((vector, at) => question(`q-${at}`, { postedAt: at, text: 'Why?', vector }))
  expect(keysOf([question('other', { vector: atAngle(180), postedAt: 9 }), ...asked])).toEqual([
    ['q-0', 'q-1', 'q-2', 'q-3'],
    ['other'],
  ])
})

test.each([
  ['absent', undefined],
  ['wrong-length', new Uint8Array(200)],
  ['zeros', packVector(new Int8Array(DIMENSIONS), MODEL)],
  ['other-model', atAngle(0, 'another@0000000')],
])('a question whose vector is %s stands alone, and that is told', (why, vector) => {
  const room = questionGroups(grouping)
  room.put(question('good'))
  expect(room.put(question('bad', { vector }))).toBe(why)
  expect(room.groups().map(({ size }) => size)).toEqual([1, 1])
  expect(room.put(question('bad'))).toBeUndefined()
  expect(room.groups().map(({ size }) => size)).toEqual([2])
})

test('a question that is labelled anew changes the mood of its group and nothing else', () => {
  const room = questionGroups(grouping)
  for (const angle of [0, 10, 20])
    room.put(question(`q-${angle}`, { postedAt: angle, vector: atAngle(angle) }))
  const [before] = room.groups()
  room.put(question('q-0', { label: 'negative', sure: false }))
  const [after] = room.groups()
  expect(after?.mood).toEqual({ negative: 1, neutral: 2, positive: 0, unsure: 1 })
  expect(after?.representative.label).toBe('negative')
  expect(after?.questions.map(({ key }) => key)).toEqual(before?.questions.map(({ key }) => key))
})

test('questions without a text are grouped by their vectors alone', () => {
  const asked = [0, 10, 90].map(angle => question(`q-${angle}`, { text: undefined, vector: atAngle(angle) }))
  expect(keysOf(asked)).toEqual([['q-0', 'q-10'], ['q-90']])
})

test('emoji, one word, 2,000 characters and other languages are texts like any other', () => {
  const texts = [
    '🎉',
    '🎉🎉',
    'why',
    'x'.repeat(2_000),
    'Wird das aufgezeichnet?',
    '会議は録画されますか',
    '???',
  ]
  const asked = texts.flatMap((text, at) =>
    ['a', 'b'].map(who => question(`${who}-${at}`, { text, vector: atAngle(50 * at) })),
  )
  expect(keysOf(asked).map(keys => keys.length)).toEqual(texts.map(() => 2))
})

test('a room without questions has no groups, nothing near and nothing to remove', () => {
  const room = questionGroups(grouping)
  room.remove('nobody')
  expect(room.groups()).toEqual([])
  expect(room.nearest(new Int8Array(DIMENSIONS).fill(1), 5)).toEqual([])
})

test('the same question 5,000 times is one group, and goes as it came', () => {
  const room = questionGroups(grouping)
  const keys = Array.from({ length: 5_000 }, (_, at) => `q-${at}`)
  for (const [at, key] of keys.entries())
    room.put(question(key, { text: `Is it on${'?'.repeat(at % 7)}`, postedAt: (at * 7919) % 5_000 }))
  expect(room.groups().map(({ size }) => size)).toEqual([5_000])
  for (const key of keys) room.remove(key)
  expect(room.groups()).toEqual([])
})

test('texts near a question are found, each once, with whoever stands for them', () => {
  const room = questionGroups(grouping)
  room.put(question('a', { text: 'Is it on?', vector: atAngle(0) }))
  room.put(question('b', { text: 'is it on', postedAt: 1, vector: atAngle(0) }))
  room.put(question('c', { text: 'Is it off?', postedAt: 2, vector: atAngle(20) }))
  room.put(question('d', { text: 'Lunch?', postedAt: 3, vector: atAngle(90) }))
  const query = quantise([1, ...Array(DIMENSIONS - 1).fill(0)])
  const near = room.nearest(query.is === 'vector' ? query.vector : new Int8Array(), 2)
  expect(near.map(({ question, representative }) => [question.key, representative.key])).toEqual([
    ['a', 'a'],
    ['c', 'a'],
  ])
  expect(near[0]!.cosine).toBe(1)
})

test('a thousand vectors that are planted around a few are found in those groups', () => {
  const draw = drawing(7)
  const numbers = (size: number) => Array.from({ length: DIMENSIONS }, () => (draw() - 0.5) * size)
  const centres = Array.from({ length: 100 }, () => numbers(100))
  const asked = Array.from({ length: 1_000 }, (_, at) => {
    const noise = at < centres.length ? 0 : 60
    const made = quantise(numbers(noise).map((number, nth) => number + centres[at % 100]![nth]!))
    return question(`q-${at % 100}-${at}`, {
      postedAt: at,
      vector: packVector(made.is === 'vector' ? made.vector : new Int8Array(), MODEL),
    })
  })
  const groups = groupQuestions(asked, { model: MODEL, cosine: 0.75 })
  expect(groups.map(({ size }) => size)).toEqual(Array(100).fill(10))
  expect(
    groups.flatMap(({ questions }) => [...new Set(questions.map(({ key }) => key.split('-')[1]))]),
  ).toHaveLength(100)
})
