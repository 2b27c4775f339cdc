import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { APIGatewayProxyStructuredResultV2, SQSBatchResponse } from 'aws-lambda'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { everything, secretBytes, signToken } from '../../functions/api/token.ts'
import { type LocalQueue, startLocalQueue } from '../../functions/hosts/local-queue.ts'
import type { AuditSums } from '../../functions/pipeline/audit-rooms.ts'
import { httpEvent } from '../../infra/emulate/http-event.ts'
import { partOf } from '../../infra/emulate/part-of.ts'
import type { QuestionGroup } from '../../schemas/questions.ts'
import { type Arch, type FunctionName, functionNames } from '../../scripts/bundle.ts'
import {
  createTable,
  type DynamoDbLocal,
  localClient,
  startDynamoDbLocal,
} from '../engines/dynamodb-local.ts'
import { describeEngine } from '../engines/engine.ts'
import { base64, eventOf, recordOf } from '../events/kafka-events.ts'
import { type DeployedFunction, deployFunction } from './deployed-function.ts'
import { type LocalSecrets, startLocalSecrets } from './local-secrets.ts'
import { packageStack } from './template.ts'
import { addWrongly } from './wrong-counter.ts'

/*
 * The packaged stack, as far as it goes without an account: each zip unpacked and run under a Lambda Runtime API, with
 * the environment, the memory and the time-out that the template gives it, on DynamoDB Local and a local queue; between
 * them a gate that grants what the template's roles grant.
 */
const secret = 'a secret of the tests, thirty-two bytes and more'
const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-deployed-'))
let database: DynamoDbLocal
let queue: LocalQueue
let secrets: LocalSecrets
let sqs: SQSClient
let deployed: Record<FunctionName, DeployedFunction>
let token: string

const start = async (): Promise<void> => {
  database = await startDynamoDbLocal()
  queue = await startLocalQueue({ port: 0 })
  secrets = await startLocalSecrets({ AWSCURRENT: secret, madeAt: 0 })
  sqs = new SQSClient({
    endpoint: queue.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  await createTable(localClient(database.port), 'Table')
  await sqs.send(new CreateQueueCommand({ QueueName: 'PostedQueue' }))
  const template = await packageStack(folder, {}, process.arch as Arch)
  const ground = {
    template,
    folder,
    resolved: { PostedQueue: queue.urlOf('PostedQueue'), TokenSecret: 'TokenSecret' },
    engines: {
      DynamoDB_20120810: `http://127.0.0.1:${database.port}`,
      AmazonSQS: queue.endpoint,
      secretsmanager: secrets.url,
    },
  }
  const started = functionNames.map(async name => [name, await deployFunction(name, ground)] as const)
  deployed = Object.fromEntries(await Promise.all(started)) as typeof deployed
  token = await signToken(secretBytes(secret), everything, { nowMs: Date.now(), lastsMs: 3_600_000 })
}

const call = async (method: string, at: string, body?: unknown) => {
  const answer = await deployed[partOf(method, at)].invoke<APIGatewayProxyStructuredResultV2>(
    httpEvent(method, at, token, body),
  )
  return { status: answer.statusCode, body: answer.body ? JSON.parse(answer.body) : undefined }
}

const recordsOf = (bodies: readonly string[], receives: number, more: object = {}) => ({
  Records: bodies.map((body, at) => ({
    messageId: `m-${at}`,
    body,
    attributes: { ApproximateReceiveCount: String(receives), ...more },
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:PostedQueue',
  })),
})

const classify = (bodies: readonly string[], receives = 1) =>
  deployed['classify-sqs'].invoke<SQSBatchResponse>(recordsOf(bodies, receives))

const received = async (): Promise<string[]> => {
  const QueueUrl = queue.urlOf('PostedQueue')
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
  return Messages.map(({ Body }) => Body!)
}

describeEngine('dynamodb-local', 'the packaged stack (Lambda is Linux)', () => {
  beforeAll(start, 240_000)
  afterAll(async () => {
    await Promise.all(Object.values(deployed ?? {}).map(one => one.stop()))
    sqs?.destroy()
    await queue?.close()
    await secrets?.close()
    await database?.stop()
    rmSync(folder, { recursive: true })
  })

  test('what is posted is counted once, however often the queue gives it', async () => {
    const posts = ['What a talk!', 'I cannot hear a word.', 'When is lunch?'].map(text => ({ text }))
    const posted = await call('POST', '/v1/rooms/all-hands/messages', posts)
    expect(posted.status).toBe(202)
    const bodies = await received()
    expect(bodies).toHaveLength(3)
    expect(await classify(bodies)).toEqual({ batchItemFailures: [] })
    expect(await classify(bodies, 2)).toEqual({ batchItemFailures: [] })
    expect((await call('GET', '/v1/rooms/all-hands/mood?grain=total')).body).toMatchObject({ n: 3 })
    expect((await call('GET', '/v1/rooms')).body).toEqual({ rooms: ['all-hands'] })
  })

  test('what a Kafka topic gives is counted once, also where a queue gave it before', async () => {
    const message = { room: 'lobby', id: 'k-1', text: 'Good to be here.', postedAt: Date.now() }
    const inTopic = ['no JSON', JSON.stringify(message), JSON.stringify({ text: 'When is lunch?' })]
    const event = eventOf(
      ...inTopic.map((value, offset) =>
        recordOf(value, { offset, key: base64('lobby'), timestamp: Date.now() }),
      ),
    )
    for (const _ of ['first', 'again'])
      expect(await deployed['classify-kafka'].invoke(event)).toEqual({ batchItemFailures: [] })
    expect(await classify([JSON.stringify(message)])).toEqual({ batchItemFailures: [] })
    expect((await call('GET', '/v1/rooms/lobby/mood?grain=total')).body).toMatchObject({ n: 2 })
    const { body } = await call('GET', '/v1/dead-letters')
    expect(body.letters).toMatchObject([{ reason: 'not-json', room: 'lobby', rejections: 2 }])
  })

  test('a token of a secret that was put in the other’s place opens at once, and one of the other goes on', {
    timeout: 90_000,
  }, async () => {
    const next = 'another secret of the tests, that rotates the first'
    Object.assign(secrets.versions, { AWSCURRENT: next, AWSPREVIOUS: secret, madeAt: Date.now() })
    const [before, times] = [token, { nowMs: Date.now(), lastsMs: 60_000 }]
    token = await signToken(secretBytes(next), everything, times)
    await vi.waitFor(async () => expect((await call('GET', '/v1/rooms')).status).toBe(200), {
      ...{ timeout: 60_000, interval: 2_000 }, // the last reading may be half a minute ago, and no more
    })
    token = before
    expect((await call('GET', '/v1/rooms')).status).toBe(200)
  })

  test('an erased message is taken back from the counts', async () => {
    const { body: list } = await call('GET', '/v1/rooms/all-hands/messages')
    expect((await call('DELETE', `/v1/rooms/all-hands/messages/${list.messages[0].key}`)).status).toBe(204)
    expect((await call('GET', '/v1/rooms/all-hands/messages')).body.messages).toHaveLength(2)
  })

  test('what another model says of a message takes the place of its label, in the counts as well', async () => {
    const { body: list } = await call('GET', '/v1/rooms/all-hands/messages')
    const { key, version } = list.messages[0]
    const label = { key, version, label: 'negative', confidence: 0.9, score: -0.8, sure: true }
    const labels = { model: 'other@5a3e91b', labels: [label] }
    const path = '/v1/rooms/all-hands/labels'
    expect((await call('POST', path, labels)).body).toEqual({ labels: [{ key, is: 'relabelled' }] })
    expect((await call('POST', path, labels)).body).toEqual({ labels: [{ key, is: 'same' }] })
    const { body: now } = await call('GET', '/v1/rooms/all-hands/messages')
    expect(now.messages[0]).toMatchObject({ model: 'other@5a3e91b', label: 'negative', version: version + 1 })
    const day = `from=${Date.now() - 86_400_000}&grain=hour`
    const { body: mood } = await call('GET', `/v1/rooms/all-hands/mood?${day}`)
    expect(mood).toMatchObject({ n: 2, models: { 'other@5a3e91b': 1 } })
    expect(Object.keys(mood.models)).toHaveLength(2)
  })

  test('questions that ask the same are one group, and what is left of it when its first is erased', async () => {
    const asked = ['When is lunch?', 'When is LUNCH', 'Will the talk be recorded?']
    await classify(
      asked.map((text, at) =>
        JSON.stringify({ room: 'asked', id: `q-${at}`, text, postedAt: Date.now() + at }),
      ),
    )
    const { body: room } = await call('GET', '/v1/rooms/asked/questions')
    expect(room).toMatchObject({ questions: 3, groups: 2, list: [{ size: 2 }, { size: 1 }] })
    expect(room.model).toEqual(expect.stringMatching(/^similarity@/))
    const again = `/v1/rooms/asked/similar?text=${encodeURIComponent('when is lunch')}`
    expect((await call('GET', again)).body).toMatchObject({ asked: 2 })
    await call('DELETE', `/v1/rooms/asked/messages/${room.list[0].representative.key}`)
    const { key } = await vi.waitFor(async () => {
      const { body: left } = await call('GET', '/v1/rooms/asked/questions')
      const leading = left.list.map(({ representative }: QuestionGroup) => representative)
      expect(leading).toMatchObject(asked.slice(1).map(text => ({ text })))
      return leading[0]
    }, 10_000)
    expect((await call('GET', `/v1/rooms/asked/questions/${key}`)).body.questions).toHaveLength(1)
  })

  test('a counter that is wrong is found and put right', { timeout: 180_000 }, async () => {
    await addWrongly(localClient(database.port), 5)
    const sums = await deployed.audit.invoke<AuditSums>({})
    expect(sums).toMatchObject({ rooms: expect.any(Number), roomsFailed: 0 })
    const drift: unknown[] = []
    let rest: unknown = { before: Date.now() - 34 * DAY_MS, inDoubt: false } // of 35: it is the total that is wrong
    do {
      const { body } = await call('POST', '/v1/rooms/all-hands/audit', { repair: true, rest })
      drift.push(...body.drift)
      rest = body.rest
    } while (rest)
    expect(drift).toMatchObject([{ window: 'total', repaired: true }])
    expect((await call('GET', '/v1/rooms/all-hands/mood?grain=total')).body).toMatchObject({ n: 2 })
  })

  test('what the queue gave up on, however large, is a dead letter that can be replayed', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(300_000) })
    const moved = { DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:000000000000:PostedQueue' }
    const collected = await deployed['collect-dead-letters'].invoke(recordsOf([body], 11, moved))
    expect(collected).toEqual({ batchItemFailures: [] })
    const { body: list } = await call('GET', '/v1/dead-letters?reason=gave-up')
    expect(list.letters).toMatchObject([{ reason: 'gave-up' }])
    expect((await call('POST', `/v1/dead-letters/${list.letters[0].key}/replay`)).status).toBe(202)
    expect(await received()).toContain(body)
    expect(await classify([body])).toEqual({ batchItemFailures: [] })
  })

  test('a dead letter that was mended is counted when it is replayed, and one that is purged is gone', async () => {
    const message = { room: 'mended', id: 'q-1', text: ' ', postedAt: Date.now() }
    await classify([JSON.stringify(message)])
    const { body: listed } = await call('GET', '/v1/dead-letter-heads?room=mended')
    const [{ key, rejections }] = listed.heads
    const body = Buffer.from(JSON.stringify({ ...message, text: 'Thank you!' })).toString('base64')
    const edited = await call('POST', `/v1/dead-letters/${key}/edit`, { rejections, edits: 0, body })
    expect(edited.status).toBe(200)
    const dry = await call('POST', '/v1/dead-letters/replay', { keys: [key], dryRun: true })
    expect(dry.body).toEqual({ letters: [{ key, is: 'counted' }] })
    await call('POST', '/v1/dead-letters/replay', { keys: [key] })
    await classify(await received())
    expect((await call('GET', '/v1/rooms/mended/mood?grain=total')).body).toMatchObject({ n: 1 })
    const purged = await call('POST', '/v1/dead-letters/purge', { letters: [{ key, rejections, edits: 1 }] })
    expect(purged.body).toEqual({ keys: [key] })
    expect((await call('GET', `/v1/dead-letters/${key}`)).status).toBe(404)
  })

  test.for(functionNames)('the role of %s grants what the function needs, and no more', name => {
    const { gate, granted } = deployed[name]
    expect([...gate.denied]).toEqual([])
    expect([...gate.used].toSorted()).toEqual(granted.toSorted())
  })
})

const DAY_MS = 86_400_000
