import { expect, test } from 'vitest'
import { questionGroups } from '../../../functions/questions/groups.ts'
import { similarGroups } from '../../../functions/questions/similar-groups.ts'
import { vectorReader } from '../../../functions/questions/vector.ts'
import { atAngle, MODEL, question } from './asked.ts'

/** 25 degrees. */
const grouping = { model: MODEL, cosine: Math.cos((25.5 * Math.PI) / 180) }

const vectorAt = (angle: number) => {
  const read = vectorReader(MODEL)(atAngle(angle))
  return read.is === 'vector' ? read.vector : undefined
}

const roomOf = (asked: [angle: number | undefined, text?: string][]) => {
  const room = questionGroups(grouping)
  for (const [at, [angle, text = `Text ${at}?`]] of asked.entries())
    room.put(
      question(`q-${at}`, {
        postedAt: at,
        text,
        vector: angle === undefined ? undefined : atAngle(angle),
      }),
    )
  return room
}

const near = (room: ReturnType<typeof roomOf>, angle: number | undefined, text = 'New?', count = 20) =>
  similarGroups(room, { text, vector: angle === undefined ? undefined : vectorAt(angle) }, count).map(
    ({ group, same, cosine }) => [group.representative.key, group.size, same, Math.round(100 * cosine)],
  )

test('groups come once each, the nearest question of each deciding, with the one to be joined marked', () => {
  const room = roomOf([[0], [20], [60], [180]])
  expect(near(room, 15)).toEqual([
    ['q-0', 2, true, 100],
    ['q-2', 1, false, 71],
    ['q-3', 1, false, -97],
  ])
})

test('the group to be joined is that of its leader, even where a question of another group is nearer', () => {
  const room = roomOf([[0], [20], [50]])
  expect(near(room, 28)).toEqual([
    ['q-0', 2, false, 99],
    ['q-2', 1, true, 93],
  ])
})

test('no more are told than were asked for', () => {
  expect(near(roomOf([[0], [60], [120]]), 1, 'New?', 2)).toHaveLength(2)
})

test('a text that was asked is its own group, without vectors and with others', () => {
  const room = roomOf([[undefined, 'Why?'], [undefined, 'why'], [90]])
  expect(near(room, undefined, 'WHY??')).toEqual([['q-0', 2, true, 100]])
  expect(near(room, 90, 'Why')).toEqual([
    ['q-0', 2, true, 100],
    ['q-2', 1, false, 100],
  ])
})

test('nothing is near where nothing was asked, nor without a vector', () => {
  expect(near(roomOf([]), 0)).toEqual([])
  expect(near(roomOf([[0]]), undefined)).toEqual([])
})
