import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeErasure, writeMessage } from '../../../events/message.ts'
import { sqsQueue } from '../../../functions/adapters/sqs-queue.ts'
import { type Embedded, startEmbedded } from '../../../functions/hosts/embedded.ts'
import type { EraseAuthorReport } from '../../../schemas/erase-author.ts'
import type { MessageList } from '../../../schemas/message-view.ts'
import type { Mood } from '../../../schemas/mood.ts'
import { writeTinyModel } from '../adapters/tiny-model.ts'
import { clientOf } from './local-sqs.ts'
import { until } from './loop-options.ts'

/* A whole stack: queue, worker, SQLite and API, corrected from every side. */

let folder: string
let stack: Embedded
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roomtone-corrections-'))
  const modelFolder = join(folder, 'model')
  mkdirSync(modelFolder)
  await writeTinyModel(modelFolder)
  stack = await startEmbedded({
    ...{ folder, modelFolder, port: 0, queuePort: 0, demo: false, log: () => {} },
  })
})
afterAll(async () => {
  await stack.close()
  rmSync(folder, { recursive: true })
})

const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${stack.url}/v1/rooms/${path}`, {
    method,
    ...(body && { headers, body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (response.status === 204 ? undefined : await response.json()) as T
}
const send = (...bodies: string[]) =>
  sqsQueue(clientOf({ endpoint: stack.queueEndpoint }), stack.queueUrl).send(bodies)
const messagesIn = async (room: string) =>
  (await call<MessageList>('GET', `${room}/messages?limit=100`)).messages
const driftIn = async (room: string) => (await call<{ drift: unknown[] }>('POST', `${room}/audit`, {})).drift

test('a message is posted, edited and erased over the queue and over the API, and the counts follow', async () => {
  const message = (id: string, fields = {}) =>
    writeMessage({
      room: 'hall',
      source: 'app',
      id,
      revision: 0,
      text: 'good',
      postedAt: Date.now(),
      ...fields,
    })
  await send(message('a'), message('b'), message('c', { revision: 2, text: 'rude' }), message('c'))
  await send(writeErasure({ room: 'hall', source: 'app', id: 'd' }, Date.now()), message('d'))
  await until('three are counted', async () => (await messagesIn('hall')).length === 3)
  await call('PUT', 'hall/sources/app/messages/a', { text: 'when good', revision: 1 })
  await send(JSON.stringify({ room: 'hall', id: 'b', erased: true }))
  await until('they are corrected', async () => {
    const texts = (await messagesIn('hall')).map(({ id, text }) => `${id} ${text}`)
    return texts.sort().join() === 'a when good,c rude'
  })
  await call('DELETE', 'hall/sources/app/messages/c')
  expect(await messagesIn('hall')).toMatchObject([{ id: 'a', revision: 1 }])
  expect(await driftIn('hall')).toEqual([])
})

test('an author who is erased while messages arrive is gone when all have, and nobody else is', async () => {
  const COUNT = 400
  const bodies = [...Array(COUNT).keys()].map(at =>
    JSON.stringify({
      ...{ room: 'race', id: `q-${at}`, text: 'good', postedAt: Date.now() - at * 7_000 },
      author: at % 4 === 0 ? 'Bob' : 'Ada',
    }),
  )
  const step = () => call<EraseAuthorReport>('POST', 'race/erase-author', { author: 'Ada' })
  const sent = Array.from({ length: COUNT / 10 }, (_, at) => send(...bodies.slice(at * 10, at * 10 + 10)))
  let erased = 0
  await until('all have arrived', async () => {
    erased += (await step()).erased
    return erased === (COUNT * 3) / 4
  })
  await Promise.all(sent)
  await until('Bob is counted', async () => (await call<Mood>('GET', 'race/mood')).n === COUNT / 4)
  expect(await step()).toMatchObject({ found: 0, erased: 0 })
  expect((await messagesIn('race')).every(({ author }) => author === 'Bob')).toBe(true)
  expect(await driftIn('race')).toEqual([])
})
