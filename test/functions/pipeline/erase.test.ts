import { expect, test } from 'vitest'
import { erase } from '../../../functions/pipeline/erase.ts'
import { nothing } from '../../../functions/pipeline/mood.ts'
import { record } from '../../../functions/pipeline/record.ts'
import { bench, labelledOf, limits, messageOf, standing, T, tallyIn, totalOf } from './samples.ts'

const { key } = messageOf()
const where = { room: 'hall', key }

test('erasing takes back what the message was counted as, once, and leaves a tombstone without its text', async () => {
  const on = bench()
  await record(on.ports, [labelledOf(), labelledOf({ id: 'q-2', text: 'bad' })], limits)
  expect(await erase(on.ports, where, limits)).toBe('erased')
  expect(await erase(on.ports, where, limits)).toBe('already')
  expect(totalOf(on)).toEqual({ n: 1, negative: 1, neutral: 0, positive: 0 })
  expect(standing(on)).toEqual({
    ...{ is: 'erased', key, room: 'hall', version: 2, erasedAt: T },
    expiresAt: expect.any(Number),
  })
})

test.each(['so?', 'so rude', 'so rude?', 'an old one'])(
  'erasing "%s" takes its kind and its flag back with it',
  async text => {
    const on = bench()
    await record(on.ports, [labelledOf({ text })], limits)
    await erase(on.ports, where, limits)
    expect(tallyIn(on)).toEqual(nothing)
  },
)

test('erasing what has not arrived leaves a tombstone and touches no counter', async () => {
  const on = bench()
  expect(await erase(on.ports, where, limits)).toBe('ahead')
  expect(await erase(on.ports, where, limits)).toBe('already')
  expect(on.contents.counters.size).toBe(0)
})

test('a message of another room stays as it is', async () => {
  const on = bench()
  await record(on.ports, [labelledOf()], limits)
  expect(await erase(on.ports, { room: 'other', key }, limits)).toBe('other-room')
  expect(standing(on)?.is).toBe('live')
  expect(totalOf(on).n).toBe(1)
})

test('a tombstone that another room left under the key does not keep the message from being erased', async () => {
  const on = bench()
  await erase(on.ports, { room: 'other', key }, limits)
  expect(await erase(on.ports, where, limits)).toBe('ahead')
  await record(on.ports, [labelledOf()], limits)
  expect(standing(on)).toMatchObject({ is: 'erased', room: 'hall', version: 2 })
  expect(on.contents.counters.size).toBe(0)
})

test('an edit that comes in between is what is taken back', async () => {
  const on = bench()
  await record(on.ports, [labelledOf()], limits)
  let isFirst = true
  const store = {
    ...on.ports.store,
    write: async (write: Parameters<typeof on.ports.store.write>[0]) => {
      if (isFirst) {
        isFirst = false
        await record(on.ports, [labelledOf({ revision: 1, text: 'bad' })], limits)
      }
      return on.ports.store.write(write)
    },
  }
  expect(await erase({ ...on.ports, store }, where, limits)).toBe('erased')
  expect(totalOf(on)).toEqual({ n: 0, negative: 0, neutral: 0, positive: 0 })
})

test('a store that stays contended is an error that says to try again', async () => {
  const on = bench({ answers: Array(1_000).fill({ is: 'contended' }), draws: [0.99] })
  await expect(erase(on.ports, where, limits)).rejects.toThrow(/contended.*; try again/)
})

test('after a lost response, erasing again finds it done', async () => {
  const on = bench()
  const store = {
    ...on.ports.store,
    write: async (write: Parameters<typeof on.ports.store.write>[0]) => {
      await on.ports.store.write(write)
      throw new Error('the response was lost')
    },
  }
  await record(on.ports, [labelledOf()], limits)
  await expect(erase({ ...on.ports, store }, where, limits)).rejects.toThrow('lost')
  expect(await erase(on.ports, where, limits)).toBe('already')
  expect(totalOf(on).n).toBe(0)
})
