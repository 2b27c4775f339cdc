import { expect, test } from 'vitest'
import { giveUp } from '../../../functions/pipeline/give-up.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { replayLetter } from '../../../functions/pipeline/replay.ts'
import { type Bench, bench, deliveryOf, limits, T, totalOf } from './samples.ts'

const torn = '{"room":"hall"'

/** A queue in memory, and a replay of the only letter there is. */
const replaying = (on: Bench, send?: (body: string) => Promise<void>) => {
  const sent: string[] = []
  const queue = {
    name: 'posted',
    send: async (bodies: readonly string[]) => {
      sent.push(...bodies)
      for (const body of bodies) await send?.(body)
    },
  }
  const [key] = on.contents.letters.keys()
  return {
    sent,
    replay: () => replayLetter({ letters: on.letters, queueFor: () => queue, clock: on.clock }, key!),
  }
}
const letterIn = (on: Bench) => [...on.contents.letters.values()][0]

test('a replayed letter is on its queue as it was, and says when', async () => {
  const on = bench()
  await processBatch(on.ports, [deliveryOf(torn)], limits)
  const { sent, replay } = replaying(on)
  expect(await replay()).toMatchObject({
    is: 'replayed',
    letter: { state: 'replayed', replays: 1, replayedAt: T },
  })
  expect(sent).toEqual([torn])
})

test('a letter that is rejected again before the replay has returned is open again', async () => {
  const on = bench()
  await processBatch(on.ports, [deliveryOf(torn)], limits)
  const { replay } = replaying(
    on,
    async body => void (await processBatch(on.ports, [deliveryOf(body, 2)], limits)),
  )
  await replay()
  expect(letterIn(on)).toMatchObject({ state: 'open', rejections: 2, reason: 'not-json' })
})

test('a letter whose replay ended in a crash after sending is open, and the next replay harms nothing', async () => {
  const on = bench()
  await giveUp(on.ports, [deliveryOf({}, 10)])
  const crashing = { ...on.letters, replayed: () => Promise.reject(new Error('crashed')) }
  const { replay } = replaying({ ...on, letters: crashing }, async body => {
    await processBatch(on.ports, [deliveryOf(body)], limits)
  })
  await expect(replay()).rejects.toThrow('crashed')
  expect(letterIn(on)).toMatchObject({ state: 'open' })
  await replaying(on).replay()
  expect(letterIn(on)).toMatchObject({ state: 'replayed' })
  expect(totalOf(on).n).toBe(1)
})

test('a letter whose sending failed is open, and the error is told', async () => {
  const on = bench()
  await processBatch(on.ports, [deliveryOf(torn)], limits)
  const { replay } = replaying(on, () => Promise.reject(new Error('queue unreachable')))
  await expect(replay()).rejects.toThrow('queue unreachable')
  expect(letterIn(on)).toMatchObject({ state: 'open' })
})

test('a message that the queue gave up on is counted once when it is replayed, however often', async () => {
  const on = bench()
  expect(await giveUp(on.ports, [deliveryOf({}, 10)])).toMatchObject([{ is: 'rejected', reason: 'gave-up' }])
  expect(letterIn(on)).toMatchObject({
    reason: 'gave-up',
    room: 'hall',
    detail: expect.stringContaining('10 receives'),
  })
  const { replay } = replaying(
    on,
    async body => void (await processBatch(on.ports, [deliveryOf(body)], limits)),
  )
  await replay()
  await replay()
  expect(totalOf(on).n).toBe(1)
  expect(letterIn(on)).toMatchObject({ state: 'replayed', replays: 2 })
})

test('what cannot be read is given up with its bytes and no room; what cannot be kept has failed', async () => {
  const on = bench()
  await giveUp(on.ports, [deliveryOf('{', 10)])
  expect(letterIn(on)).toMatchObject({ reason: 'gave-up', body: Buffer.from('{').toString('base64') })
  expect(letterIn(on)).not.toHaveProperty('room')
  const letters = { ...on.letters, put: () => Promise.reject(new Error('unreachable')) }
  expect(await giveUp({ ...on.ports, letters }, [deliveryOf()])).toMatchObject([{ is: 'failed' }])
})

test('an unknown key, bytes that no queue can carry and a queue that is not there are told, and send nothing', async () => {
  const on = bench()
  const { sent, replay } = replaying(on)
  expect(await replay()).toEqual({ is: 'unknown' })
  await processBatch(on.ports, [{ ...deliveryOf(), body: Buffer.from([0xff]) }], limits)
  expect(await replaying(on).replay()).toMatchObject({
    is: 'unsendable',
    why: expect.stringContaining('not UTF-8'),
  })
  const { key } = letterIn(on)!
  const nowhere = { letters: on.letters, queueFor: () => undefined, clock: on.clock }
  expect(await replayLetter(nowhere, key)).toMatchObject({
    is: 'unsendable',
    why: 'no SQS queue "posted" is known here',
  })
  expect(sent).toEqual([])
  expect(letterIn(on)).toMatchObject({ state: 'open', replays: 0 })
})

test('a letter of Kafka where no brokers are named is not sent, and the answer says what to set', async () => {
  const on = bench()
  const origin = { source: 'kafka' as const, name: 'posted', delivery: 'posted-0@17' }
  await processBatch(on.ports, [{ ...deliveryOf('{'), origin }], limits)
  const [key] = [...on.contents.letters.keys()]
  const nowhere = { letters: on.letters, queueFor: () => undefined, clock: on.clock }
  expect(await replayLetter(nowhere, key!)).toMatchObject({
    is: 'unsendable',
    why: 'it came from the Kafka topic "posted", and no brokers are known here: set ROOMTONE_KAFKA_BROKERS',
  })
})
