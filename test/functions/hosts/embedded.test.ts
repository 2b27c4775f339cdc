import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { sqsQueue } from '../../../functions/adapters/sqs-queue.ts'
import { type Embedded, startEmbedded } from '../../../functions/hosts/embedded.ts'
import type { MessageView } from '../../../schemas/message-view.ts'
import { writeTinyModel } from '../adapters/tiny-model.ts'
import { clientOf } from './local-sqs.ts'
import { type RunningStack, startStack } from './running-stack.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})
const scratch = () => {
  const folder = mkdtempSync(join(tmpdir(), 'roomtone-embedded-'))
  cleanups.push(() => rmSync(folder, { recursive: true }))
  return folder
}
const modelFolder = fileURLToPath(new URL('../../../models/sentiment', import.meta.url))
const start = async (folder: string, rest = {}): Promise<Embedded> => {
  const stack = await startEmbedded({
    folder,
    modelFolder,
    port: 0,
    queuePort: 0,
    demo: false,
    log: () => {},
    ...rest,
  })
  cleanups.push(stack.close)
  return stack
}

const json = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init)
  expect(response.ok, `${url}: ${response.status}`).toBe(true)
  return response.json()
}
const post = (url: string, room: string, messages: object[]) =>
  json(`${url}/v1/rooms/${room}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(messages),
  })
const moodOf = (url: string, room: string) => json(`${url}/v1/rooms/${room}/mood`)
const countedTo = async (url: string, room: string, n: number) => {
  for (const startMs = Date.now(); Date.now() - startMs < 20_000; await delay(50)) {
    const mood = await moodOf(url, room)
    if (mood.n >= n) return mood
  }
  throw new Error(`${room} was not counted to ${n}: it is at ${(await moodOf(url, room)).n}`)
}

const firstLetter = async (url: string) => {
  for (const startMs = Date.now(); Date.now() - startMs < 20_000; await delay(50)) {
    const [letter] = (await json(`${url}/v1/dead-letters`)).letters
    if (letter) return letter
  }
  throw new Error('there is no dead letter')
}

const texts = [
  'I love this!',
  'This is awful.',
  'When does it start?',
  'Great talk, thank you',
  'I cannot hear you',
]
const messagesOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `m-${at}`, text: `${texts[at % texts.length]} (${at})` }))

describe('the embedded stack', () => {
  test('counts what is posted over HTTP and what an AWS SDK puts on its queue', async () => {
    const stack = await start(scratch())
    await post(stack.url, 'hall', messagesOf(5))
    const client = clientOf({ endpoint: stack.queueEndpoint })
    cleanups.push(() => client.destroy())
    const bare = { room: 'hall', id: 'from-sdk', text: 'Wonderful!', postedAt: Date.now() }
    await sqsQueue(client, stack.queueUrl).send([JSON.stringify(bare)])
    const mood = await countedTo(stack.url, 'hall', 6)
    expect(mood.negative + mood.neutral + mood.positive).toBe(6)
    expect(mood.positive).toBeGreaterThanOrEqual(2)
  })

  test('counts the questions and flags that its model tells, lists them, and takes them back', async () => {
    const stack = await start(scratch(), { modelFolder: await writeTinyModel(scratch()) })
    const texts = ['when rude good', 'fair', 'when bad', 'rude']
    await post(
      stack.url,
      'hall',
      texts.map((text, at) => ({ id: `m-${at}`, text })),
    )
    expect(await countedTo(stack.url, 'hall', 4)).toMatchObject({ n: 4, questions: 2, flagged: 2 })
    const listed = async (query: string) => {
      const { messages } = await json(`${stack.url}/v1/rooms/hall/messages?${query}`)
      return messages as MessageView[]
    }
    expect((await listed('kind=question')).map(({ text }) => text).sort()).toEqual([texts[2], texts[0]])
    const [both] = await listed('kind=question&flagged=true')
    expect(both).toMatchObject({ text: 'when rude good', offensive: 0.7311, flagged: true })
    await fetch(`${stack.url}/v1/rooms/hall/messages/${both!.key}`, { method: 'DELETE' })
    await delay(300) // a mood may be 200 ms old
    expect(await moodOf(stack.url, 'hall')).toMatchObject({ n: 3, questions: 1, flagged: 1 })
  })

  test('keeps what is no message as a dead letter of the queue, and replays it there', async () => {
    const stack = await start(scratch())
    const client = clientOf({ endpoint: stack.queueEndpoint })
    cleanups.push(() => client.destroy())
    await sqsQueue(client, stack.queueUrl).send(['no message'])
    const letter = await firstLetter(stack.url)
    expect(letter).toMatchObject({
      reason: 'not-json',
      origin: { source: 'sqs', name: 'posted' },
      state: 'open',
    })
    const replay = await fetch(`${stack.url}/v1/dead-letters/${letter.key}/replay`, { method: 'POST' })
    expect(replay.status).toBe(202)
  })

  test('keeps what the queue gave up on as a dead letter of the queue it was posted to', async () => {
    const stack = await start(scratch())
    const client = clientOf({ endpoint: stack.queueEndpoint })
    cleanups.push(() => client.destroy())
    const bare = { room: 'hall', id: 'unlucky', text: 'Hello?', postedAt: Date.now() }
    await sqsQueue(client, `${stack.queueUrl}-dead-letters`).send([JSON.stringify(bare)])
    expect(await firstLetter(stack.url)).toMatchObject({
      reason: 'gave-up',
      room: 'hall',
      origin: { source: 'sqs', name: 'posted' },
    })
  })

  test('shows the page at / and at every room, and lets other sites embed its script', async () => {
    const { url } = await start(scratch())
    for (const path of ['/', '/rooms/all%20hands%20%231']) {
      const response = await fetch(url + path)
      const page = await response.text()
      // Without `npm run prepare` there is no page, and the answer says so.
      if (response.status === 503) expect(page).toContain('npm run prepare')
      else
        expect([response.headers.get('content-type'), page]).toEqual([
          expect.stringContaining('text/html'),
          expect.stringContaining('<room-dashboard'),
        ])
    }
    expect((await fetch(`${url}/v1/nothing`)).headers.get('content-type')).toBe('application/problem+json')
  })

  test('keeps the secret of its tokens for its owner, and the same one after a restart', async () => {
    const folder = scratch()
    await (await start(folder)).close()
    const file = join(folder, 'secret')
    const { mode, mtimeMs } = statSync(file)
    expect(mode & 0o777).toBe(0o600)
    await (await start(folder)).close()
    expect(statSync(file).mtimeMs).toBe(mtimeMs)
  })

  test('does not start on a folder that is in use', async () => {
    const folder = scratch()
    await start(folder)
    await expect(start(folder)).rejects.toThrow(/in use by process \d+/)
  })

  test('does not start on a port that is in use, and lets go of everything', async () => {
    const folder = scratch()
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => taken.once('listening', resolve))
    const { port } = taken.address() as { port: number }
    await expect(start(folder, { port })).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`)
    await expect(start(folder, { queuePort: port })).rejects.toThrow(/give another with --queue-port N/)
    taken.close()
    await start(folder, { port })
  })

  test('does not start without its model, and names the file', async () => {
    await expect(start(scratch(), { modelFolder: scratch() })).rejects.toThrow(/model\.json.*no such file/)
  })
})

describe('a stack that is killed', () => {
  const startChild = async (folder: string): Promise<RunningStack> => {
    const stack = await startStack(folder, '--no-demo')
    cleanups.push(() => stack.child.kill('SIGKILL'))
    return stack
  }

  test('at any moment loses nothing that was accepted and counts nothing twice', async () => {
    const folder = scratch()
    const messages = messagesOf(600)
    for (const waitMs of [0, 60]) {
      const stack = await startChild(folder)
      for (let at = 0; at < messages.length; at += 100)
        await post(stack.url, 'hall', messages.slice(at, at + 100))
      await delay(waitMs)
      await stack.end('SIGKILL')
    }
    const stack = await startChild(folder)
    await countedTo(stack.url, 'hall', messages.length)
    await post(stack.url, 'hall', messages.slice(0, 100))
    await post(stack.url, 'hall', [{ id: 'last', text: 'Goodbye' }])
    await countedTo(stack.url, 'hall', messages.length + 1)
    expect(await stack.end('SIGTERM')).toBe(0)
    const after = await startChild(folder)
    expect((await moodOf(after.url, 'hall')).n).toBe(messages.length + 1)
    const report = await json(`${after.url}/v1/rooms/hall/audit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"repair":false}',
    })
    expect(report.drift).toEqual([])
  }, 120_000)
})
