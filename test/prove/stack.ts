import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { type Client, connect } from '../../cli/client.ts'
import { Failure } from '../../cli/failure.ts'
import { sqsQueue } from '../../functions/adapters/sqs-queue.ts'
import type { Queue } from '../../functions/pipeline/ports.ts'

const bin = fileURLToPath(new URL('../../cli/bin.js', import.meta.url))

/** A real stack, in a process of its own that can be killed and started again. */
export type Stack = {
  client: Client
  queue: Queue
  /** Milliseconds until it said that it was ready. */
  start(): Promise<number>
  /** SIGKILL: no goodbye, nothing flushed. */
  kill(): Promise<void>
  /** Kill it for good: it cannot be started again. */
  end(): Promise<void>
  /** Messages that the queue still holds, those in hand included. */
  backlog(): Promise<number>
}

export const stackOn = async (folder: string): Promise<Stack> => {
  const [port, queuePort] = await freePorts()
  const endpoint = `http://127.0.0.1:${queuePort}`
  const url = `${endpoint}/000000000000/posted`
  const sqs = new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  })
  let child: ChildProcess | undefined
  let isEnded = false
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return {
    client: connect({ url: `http://127.0.0.1:${port}` }),
    queue: sqsQueue(sqs, url),
    start: async () => {
      // A restart may still be on its way when the proof has failed or was interrupted.
      if (isEnded) throw new Failure('interrupted')
      const startedMs = Date.now()
      const args = [
        'start',
        '--no-demo',
        '--data',
        folder,
        '--port',
        `${port}`,
        '--queue-port',
        `${queuePort}`,
      ]
      child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
      await untilReady(child)
      return Date.now() - startedMs
    },
    kill,
    end: () => {
      isEnded = true
      return kill()
    },
    backlog: async () => {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
      )
      const held = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
      return held.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0)
    },
  }
}

/** Resolves at the line that says so. What it complains about before is the error. */
const untilReady = async (child: ChildProcess): Promise<void> => {
  const said: string[] = []
  child.stderr!.setEncoding('utf8').on('data', text => said.push(text))
  await new Promise<void>((resolve, reject) => {
    child.stdout!.setEncoding('utf8').on('data', text => text.includes('is ready') && resolve())
    child.once('error', reject)
    child.once('exit', () => reject(new Failure(`the stack did not start: ${said.join('').trim()}`)))
  })
}

/** Two ports that nobody listens on. Taken together, so that they differ. */
const freePorts = async (): Promise<number[]> => {
  const servers = [createServer(), createServer()]
  const ports = await Promise.all(
    servers.map(async server => {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    }),
  )
  for (const server of servers) server.close()
  return ports
}
