import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunksOf } from '../../../functions/pipeline/chunk.ts'
import { minuteOf } from '../../../functions/pipeline/mood.ts'

const message = fc.record({
  room: fc.constantFrom('a', 'b'),
  postedAt: fc.integer({ min: 0, max: 6_000_000 }),
})
const minuteIn = ({ postedAt }: { postedAt: number }) => minuteOf(postedAt)
const actionsOf = (chunk: { postedAt: number }[]) =>
  chunk.length + new Set(chunk.map(({ postedAt }) => minuteOf(postedAt))).size + 1

test('every chunk is of one room and fits one transaction; nothing is lost, and a room keeps its order', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 400 }), messages => {
      const chunks = chunksOf(messages, minuteIn)
      for (const chunk of chunks) {
        expect(new Set(chunk.map(({ room }) => room)).size).toBe(1)
        expect(actionsOf(chunk)).toBeLessThanOrEqual(100)
      }
      for (const room of ['a', 'b'])
        expect(chunks.flat().filter(one => one.room === room)).toEqual(
          messages.filter(one => one.room === room),
        )
    }),
  )
})

test('a chunk takes as much as fits: 98 messages of one minute, 49 of as many minutes', () => {
  const posted = (count: number, stepMs: number) =>
    [...Array(count).keys()].map(at => ({ room: 'a', postedAt: at * stepMs }))
  expect(chunksOf(posted(98, 1), minuteIn).map(chunk => chunk.length)).toEqual([98])
  expect(chunksOf(posted(99, 1), minuteIn).map(chunk => chunk.length)).toEqual([98, 1])
  expect(chunksOf(posted(50, 60_000), minuteIn).map(chunk => chunk.length)).toEqual([49, 1])
  expect(chunksOf([], minuteIn)).toEqual([])
})
