import { describe, expect, test } from 'vitest'
import { editLetter } from '../../../functions/pipeline/edit-letter.ts'
import { eraseAuthorLetters } from '../../../functions/pipeline/erase-author-letters.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { type Bench, bench, deliveryOf, limits, standing, totalOf } from './samples.ts'

const bareOf = (fields: object) =>
  JSON.stringify({ room: 'hall', id: 'q-1', text: ' ', postedAt: 1, author: 'Ada', ...fields })
const eventOf = (data: object) =>
  JSON.stringify({ specversion: '1.0', source: 'chat', id: 'q-2', subject: 'hall', data })
const receive = (on: Bench, ...bodies: string[]) =>
  processBatch(
    on.ports,
    bodies.map(body => deliveryOf(body)),
    limits,
  )
const purge = (on: Bench, more: object = {}) =>
  eraseAuthorLetters(
    { ...on.ports, letters: on.letters },
    { author: 'Ada', ...more },
    { dryRun: false, ...limits },
  )
const left = ({ contents }: Bench) =>
  [...contents.letters.values()].map(({ body }) => Buffer.from(body, 'base64').toString()).sort()

describe('purging the dead letters of an author', () => {
  test('takes those that hold what they wrote, in any form and state, and no other', async () => {
    const on = bench()
    const others = [bareOf({ id: 'q-3', author: 'Bob' }), eventOf({ author: 'Bob' }), '[]', '{}', 'null']
    await receive(on, bareOf({}), eventOf({ author: 'Ada', text: '' }), ...others)
    await on.letters.park([...on.contents.letters.keys()].slice(0, 1), 'open')
    expect(await purge(on)).toMatchObject({ looked: 7, found: 2, purged: 2, unread: [] })
    expect(left(on)).toEqual(others.toSorted())
  })

  test('takes one that is theirs by its edit, or before it', async () => {
    const on = bench()
    await receive(on, bareOf({ author: undefined }))
    const [letter] = on.contents.letters.values()
    const edited = bareOf({ text: 'mended' })
    await editLetter({ ...on }, letter!, Buffer.from(edited))
    expect((await purge(on)).purged).toBe(1)
  })

  test('names what has the name and cannot be read, and leaves it', async () => {
    const on = bench()
    await receive(on, bareOf({}).slice(0, -1), '{"author":"Bob"')
    const step = await purge(on)
    expect(step).toMatchObject({ looked: 2, found: 0, purged: 0 })
    expect(step.unread.map(key => on.contents.letters.get(key)?.reason)).toEqual(['not-json'])
    expect(on.contents.letters.size).toBe(2)
  })

  test('erases the message first, so that a copy that is on its queue again counts zero', async () => {
    const on = bench()
    await receive(on, bareOf({}))
    await purge(on)
    await receive(on, JSON.stringify({ room: 'hall', id: 'q-1', text: 'good', postedAt: on.clock.now() }))
    expect(standing(on)?.is).toBe('erased')
    expect(totalOf(on).n).toBe(0)
  })

  test('leaves a message that somebody else has under the same identity', async () => {
    const on = bench()
    await processBatch(on.ports, [deliveryOf({ author: 'Bob' }), deliveryOf({ author: 'Ada' })], limits)
    expect((await purge(on)).purged).toBe(1)
    expect(standing(on)).toMatchObject({ is: 'live', author: 'Bob' })
    expect(totalOf(on).n).toBe(1)
  })

  test('of one source or room leaves the others', async () => {
    const on = bench()
    await receive(on, bareOf({}), eventOf({ author: 'Ada' }), bareOf({ room: 'other' }))
    expect((await purge(on, { source: 'chat' })).purged).toBe(1)
    const step = { dryRun: false, room: 'other', ...limits }
    expect(
      (await eraseAuthorLetters({ ...on.ports, letters: on.letters }, { author: 'Ada' }, step)).purged,
    ).toBe(1)
    expect(left(on)).toEqual([bareOf({})])
  })

  test('with a dry run only says how many, and leaves what changes meanwhile', async () => {
    const on = bench()
    await receive(on, bareOf({}))
    const dry = { dryRun: true, ...limits }
    expect(
      await eraseAuthorLetters({ ...on.ports, letters: on.letters }, { author: 'Ada' }, dry),
    ).toMatchObject({
      ...{ found: 1, purged: 0 },
    })
    const letters = {
      ...on.letters,
      list: async (query: Parameters<typeof on.letters.list>[0]) => {
        const page = await on.letters.list(query)
        await receive(on, bareOf({}))
        return page
      },
    }
    const step = await eraseAuthorLetters(
      { ...on.ports, letters },
      { author: 'Ada' },
      { dryRun: false, ...limits },
    )
    expect([step.found, step.purged, on.contents.letters.size]).toEqual([1, 0, 1])
  })
})
