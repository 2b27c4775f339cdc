import { describe, expect, test } from 'vitest'
import { editLetter } from '../../../functions/pipeline/edit-letter.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { replayLetter } from '../../../functions/pipeline/replay.ts'
import { type Bench, bench, deliveryOf, limits, T, totalOf } from './samples.ts'

const letterIn = (on: Bench) => [...on.contents.letters.values()][0]!
const rejected = async (body: string | Uint8Array): Promise<Bench> => {
  const on = bench()
  const delivery = { ...deliveryOf(), body: Buffer.from(body as string) }
  await processBatch(on.ports, [delivery], limits)
  return on
}
const edit = (on: Bench, body: object | string) => {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  return editLetter({ letters: on.letters, clock: on.clock }, letterIn(on), bytes)
}
/** Replays the letter, and delivers what was posted as often as it likes. */
const replayed = async (on: Bench, times = 1): Promise<void> => {
  const sent: string[] = []
  const queue = { name: 'posted', send: async (bodies: readonly string[]) => void sent.push(...bodies) }
  await replayLetter({ letters: on.letters, queueFor: () => queue, clock: on.clock }, letterIn(on).key)
  for (const body of Array<string[]>(times).fill(sent).flat())
    await processBatch(on.ports, [deliveryOf(body)], limits)
}

const whole = { room: 'hall', id: 'q-1', text: 'good', postedAt: T }

describe('an edit is taken', () => {
  test.each<[string, string, object | string]>([
    ['of a text that is empty', JSON.stringify({ ...whole, text: ' ' }), whole],
    ['that adds an id', JSON.stringify({ ...whole, id: undefined }), whole],
    ['that makes an id a text', JSON.stringify({ ...whole, id: 17 }), { ...whole, id: '17' }],
    ['of what was torn, under any identity', '{"room":"hall","id":"q-1', { ...whole, id: 'q-2' }],
    ['of a key that stood twice', '{"room":"hall","id":"a","id":"b"}', { ...whole, id: 'a' }],
    ['of a time in seconds', JSON.stringify({ ...whole, postedAt: T / 1000 }), whole],
    ['that says the default source', JSON.stringify({ ...whole, text: '' }), { ...whole, source: 'app' }],
    [
      'that makes a CloudEvent of it',
      JSON.stringify({ ...whole, text: '' }),
      {
        ...{ specversion: '1.0', type: 'roomtone.message.posted', source: 'app', id: 'q-1' },
        ...{ subject: 'hall', time: new Date(T).toISOString(), data: { text: 'good' } },
      },
    ],
  ])('%s', async (_, came, edited) => {
    const on = await rejected(came)
    const before = letterIn(on)
    expect(await edit(on, edited)).toMatchObject({
      is: 'edited',
      letter: { edits: 1, editedAt: T, room: 'hall' },
    })
    expect(letterIn(on).body).toBe(before.body)
    await replayed(on, 3)
    expect(letterIn(on)).toMatchObject({ state: 'replayed' })
    expect(totalOf(on).n).toBe(1)
  })

  test('of a Kafka record without an id, which is then named by its place, and counted once however often it is posted', async () => {
    const on = bench()
    const origin = { source: 'kafka' as const, name: 'posted', delivery: 'posted-0@17' }
    await processBatch(on.ports, [{ ...deliveryOf('{"text":"go'), origin }], limits)
    expect(await edit(on, { room: 'hall', text: 'good', postedAt: T })).toMatchObject({ is: 'edited' })
    await replayed(on, 2)
    await replayed(on, 1)
    expect([...on.contents.messages.values()]).toMatchObject([{ id: 'posted-0@17' }])
    expect(totalOf(on).n).toBe(1)
  })

  test('of bytes that are no UTF-8', async () => {
    const on = await rejected(Buffer.from('{"room":"hall","id":"\xff"}', 'latin1'))
    expect(await edit(on, whole)).toMatchObject({ is: 'edited' })
  })
})

describe('an edit is refused, and changes nothing,', () => {
  const blank = { ...whole, text: ' ' }
  test.each<[string, string, object | string, RegExp]>([
    [
      'of the id',
      JSON.stringify(blank),
      { ...whole, id: 'q-2' },
      /changes the message's id from "q-1" to "q-2"/,
    ],
    ['of the room', JSON.stringify(blank), { ...whole, room: 'plaza' }, /room from "hall" to "plaza"/],
    ['of the source', JSON.stringify(blank), { ...whole, source: 'chat' }, /source from "app" to "chat"/],
    [
      'of a room that could be read alone',
      '{"room":"hall"}',
      { ...whole, room: 'plaza' },
      /room from "hall"/,
    ],
    ['to what is no JSON', JSON.stringify(blank), '{"room":', /would still be not-json/],
    [
      'to what is no message',
      JSON.stringify(blank),
      { room: 'hall', id: 'q-1' },
      /bad-shape: text: is missing/,
    ],
    ['to what is too large', JSON.stringify(blank), { ...whole, more: 'x'.repeat(17_000) }, /too-large/],
    [
      'that is none',
      JSON.stringify({ ...whole, postedAt: 0 }),
      { ...whole, postedAt: 0 },
      /nothing in it was changed/,
    ],
  ])('%s', async (_, came, edited, why) => {
    const on = await rejected(came)
    const before = letterIn(on)
    expect(await edit(on, edited)).toEqual({ is: 'refused', why: expect.stringMatching(why) })
    expect(letterIn(on)).toEqual(before)
  })

  test('of an identity that an earlier edit has given: that may have been posted', async () => {
    const on = await rejected('{"torn')
    await edit(on, whole)
    expect(await edit(on, { ...whole, id: 'q-2' })).toMatchObject({ is: 'refused' })
    expect(await edit(on, { ...whole, text: 'bad' })).toMatchObject({ is: 'edited', letter: { edits: 2 } })
  })
})

test('an edit of what was rejected or edited since it was seen is told so', async () => {
  const on = await rejected('{"torn')
  const seen = letterIn(on)
  await edit(on, whole)
  const ports = { letters: on.letters, clock: on.clock }
  const late = await editLetter(ports, seen, Buffer.from(JSON.stringify({ ...whole, text: 'bad' })))
  expect(late).toEqual({ is: 'changed' })
  expect(await editLetter(ports, { ...seen, key: 'unknown' }, Buffer.from('{}'))).toEqual({ is: 'unknown' })
})

test('an edit that is made while its letter is replayed is not taken for replayed', async () => {
  const on = await rejected('{"torn')
  await edit(on, whole)
  const queue = {
    name: 'posted',
    send: async () => void (await edit(on, { ...whole, text: 'bad', revision: 1 })),
  }
  await replayLetter({ letters: on.letters, queueFor: () => queue, clock: on.clock }, letterIn(on).key)
  expect(letterIn(on)).toMatchObject({ state: 'open', edits: 2, replays: 0 })
})

test('an edited letter whose edit is rejected too leaves a letter of the edit', async () => {
  const on = await rejected('{"torn')
  await edit(on, { ...whole, text: 'blank' })
  await replayed(on)
  const open = [...on.contents.letters.values()].filter(({ state }) => state === 'open')
  expect(open).toMatchObject([{ reason: 'no-tokens', body: letterIn(on).edited, edits: 0 }])
})
