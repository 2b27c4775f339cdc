import { expect, test } from 'vitest'
import { ask, standIn } from './stand-in.ts'

/* What a body may be stands in test/corpus; here is how it may arrive. */

test('a body that never ends is refused after no more of it than 100 full messages', async () => {
  const { app } = standIn()
  let pulled = 0
  const body = new ReadableStream<Uint8Array>({
    pull: controller => {
      pulled += 65_536
      controller.enqueue(new Uint8Array(65_536).fill(0x20))
    },
  })
  const headers = { 'content-type': 'application/json' }
  const answer = await ask(app, '/v1/rooms/r/messages', { method: 'POST', headers, body })
  expect(answer.status).toBe(413)
  expect(pulled).toBeLessThan(2_000_000)
})

test('a body that is said to be too large is refused before any of it is read', async () => {
  const { app } = standIn()
  const headers = { 'content-type': 'application/json', 'content-length': '99999999' }
  const answer = await ask(app, '/v1/rooms/r/messages', { method: 'POST', headers, body: '{"text":"a"}' })
  expect(answer.status).toBe(413)
})

test('a body that breaks off is refused, and it is no failure of ours', async () => {
  const { app, sent, failures } = standIn()
  const body = new ReadableStream<Uint8Array>({
    pull: controller => {
      controller.enqueue(Buffer.from('{"text":"a"}'))
      controller.error(new Error('aborted'))
    },
  })
  const headers = { 'content-type': 'application/json' }
  const answer = await ask(app, '/v1/rooms/r/messages', { method: 'POST', headers, body })
  expect([answer.status, sent, failures]).toEqual([400, [], []])
})
