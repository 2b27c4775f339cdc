import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ChangeMessageVisibilityCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, test } from 'vitest'
import { type LocalQueue, startLocalQueue } from '../../../functions/hosts/local-queue.ts'
import { clientOf, drain, type LocalSqs, localSqs, openLocalSqs } from './local-sqs.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})
const open = async (options: Parameters<typeof openLocalSqs>[0] = {}): Promise<LocalSqs> => {
  const sqs = await openLocalSqs(options)
  cleanups.push(sqs.close)
  return sqs
}
const scratch = () => {
  const folder = mkdtempSync(join(tmpdir(), 'roomtone-queue-'))
  cleanups.push(() => rmSync(folder, { recursive: true }))
  return folder
}

describe('the local queue', () => {
  test('listens on 127.0.0.1 and on no other address of this machine', async () => {
    const { queue } = await open()
    const others = Object.values(networkInterfaces()).flatMap(all => all ?? [])
    const addresses = others.map(({ address }) => address).filter(address => address !== '127.0.0.1')
    // Whoever listens on every address answers on all of 127.0.0.0/8, where there is one.
    if (process.platform === 'linux') addresses.push('127.0.0.2')
    expect(await answers('127.0.0.1', queue.port)).toBe(true)
    for (const address of addresses)
      expect([address, await answers(address, queue.port)]).toEqual([address, false])
  })

  test('says which port is in use, and how to choose another', async () => {
    const { queue } = await open()
    await expect(startLocalQueue({ port: queue.port })).rejects.toThrow(
      `port ${queue.port} on 127.0.0.1 is in use: stop what listens there, or give another with --queue-port N`,
    )
  })

  test('gives out a message for 60 s, ten times, then to the dead letters', async () => {
    const { attributes } = await open()
    const { VisibilityTimeout, RedrivePolicy } = await attributes()
    expect(VisibilityTimeout).toBe('60')
    expect(JSON.parse(RedrivePolicy!)).toMatchObject({
      maxReceiveCount: 10,
      deadLetterTargetArn: expect.stringMatching(/:posted-dead-letters$/),
    })
  })

  test('names its queues by an address that can be reached', async () => {
    const { queue, posted } = await open()
    const { QueueUrl } = await new (await import('@aws-sdk/client-sqs')).SQSClient({
      endpoint: queue.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'app', secretAccessKey: 'app' },
    }).send(new GetQueueUrlCommand({ QueueName: 'posted' }))
    expect(QueueUrl).toBe(posted)
  })

  test.each([
    [{ host: 'evil.example:4566' }, 403],
    [{ host: 'localhost.evil.example' }, 403],
    [{ origin: 'http://127.0.0.1:8080' }, 403],
    [{ host: 'localhost:4566' }, 200],
    [{ host: 'LOCALHOST:4566' }, 200],
    [{}, 200],
  ])('answers a request with %j with %i: it is for programs here, not for pages', async (headers, status) => {
    const { queue } = await open()
    expect(await statusOf(queue.port, headers)).toBe(status)
  })

  test.each(['👍🏽 clapping', '日本語', 'tab\tand\nline', '\ud7ff\ue000\ufffd'])('takes %j', async body => {
    const sqs = await open()
    await sqs.send(body)
    expect(await drain(sqs)).toEqual([body])
  })

  test.each(['\u0000', '\u0008', '\ufffe', '\uffff'])('refuses %j, as SQS does', async body => {
    const sqs = await open()
    await expect(sqs.send(body)).rejects.toThrow(/InvalidMessageContents/)
  })

  test('gives back at once what is hidden for no time, its receives counted', async () => {
    const sqs = await open({ folder: scratch() })
    await sqs.send('one')
    const [first] = await sqs.receive()
    await sqs.client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: sqs.posted,
        ReceiptHandle: first!.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    )
    const [again] = await sqs.receive()
    expect(again).toMatchObject({ Body: 'one', Attributes: { ApproximateReceiveCount: '2' } })
  })
})

describe('a SIGKILL', () => {
  test('loses nothing that a send was answered for', async () => {
    const folder = scratch()
    const killed = await startChild(folder)
    const acknowledged: string[] = []
    const sending = Promise.all(
      [0, 1, 2].map(async lane => {
        for (let at = 0; ; at++) {
          const bodies = Array.from({ length: 10 }, (_, one) => `${lane}-${at}-${one}`)
          const sent = await killed.sqs.send(...bodies).then(
            () => true,
            () => false,
          )
          if (!sent) return
          acknowledged.push(...bodies)
        }
      }),
    )
    while (acknowledged.length < 300) await new Promise(resolve => setTimeout(resolve, 5))
    await killed.kill()
    await sending
    const found = new Set(await drain(await open({ folder })))
    expect(acknowledged.filter(body => !found.has(body))).toEqual([])
  })

  test('gives out at once what was in hand, and knows what was deleted', async () => {
    const folder = scratch()
    const killed = await startChild(folder)
    await killed.sqs.send('a', 'b', 'c')
    expect(await killed.sqs.receive()).toHaveLength(3)
    await killed.kill()
    const sqs = await open({ folder })
    const again = await sqs.receive()
    expect(again.map(({ Body }) => Body).sort()).toEqual(['a', 'b', 'c'])
    expect(again.map(({ Attributes }) => Attributes?.ApproximateReceiveCount)).toEqual(['2', '2', '2'])
  })

  test('leaves what went to the dead letters there, once', async () => {
    const folder = scratch()
    const killed = await startChild(folder, 1)
    await killed.sqs.send('poison')
    expect(await killed.sqs.receive(undefined, 0)).toHaveLength(1)
    expect(await killed.sqs.receive()).toHaveLength(0)
    await killed.kill()
    const sqs = await open({ folder })
    expect(await drain(sqs)).toEqual([])
    expect(await drain(sqs, sqs.deadLetters)).toEqual(['poison'])
  })
})

/** fetch would not let us choose these headers. */
const statusOf = async (port: number, headers: Record<string, string>): Promise<number | undefined> => {
  const [response] = await once(get({ host: '127.0.0.1', port, path: '/health', headers }), 'response')
  response.resume()
  return response.statusCode
}

const answers = (host: string, port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect({ host, port, timeout: 1_000 })
    const end = (answered: boolean) => {
      socket.destroy()
      resolve(answered)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })

const startChild = async (folder: string, maxReceives = 10) => {
  const script = fileURLToPath(new URL('./local-queue-child.ts', import.meta.url))
  const child = spawn(process.execPath, [script, folder, String(maxReceives)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  cleanups.push(() => child.kill('SIGKILL'))
  const [line] = await once(child.stdout, 'data')
  const { endpoint, port } = JSON.parse(String(line))
  const urlOf = (name: string) => `${endpoint}/000000000000/${name}`
  const sqs = localSqs({ endpoint, port, urlOf } as LocalQueue)
  cleanups.push(() => clientOf({ endpoint }).destroy())
  return {
    sqs,
    kill: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
