import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { everything, secretBytes, signToken } from '../../functions/api/token.ts'
import { httpEvent } from '../../infra/emulate/http-event.ts'
import { type FunctionOptions, startFunction } from '../../infra/emulate/start-function.ts'
import {
  type Arch,
  bundleFunction,
  bundleFunctions,
  type FunctionName,
  functionNames,
} from '../../scripts/bundle.ts'

/*
 * The bundles for this machine's processor, run under a Lambda Runtime API. SQLite stands for DynamoDB, so that this
 * needs no engine; deployed.test.ts has the rest.
 */
const isLinux = process.platform === 'linux'
const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-bundle-'))
const secret = 'a secret of the tests, thirty-two bytes and more'
const models = path.join(import.meta.dirname, '..', '..', 'models')
const env = {
  ROOMTONE_MODEL: path.join(models, 'sentiment'),
  ROOMTONE_STORE: `sqlite:${path.join(folder, 'store')}`,
  ROOMTONE_QUEUE_URL: 'http://127.0.0.1:1/000000000000/posted',
  ROOMTONE_TOKEN_SECRET: secret,
  ROOMTONE_LOG_SAMPLE: '0',
}

const start = (name: FunctionName, more: Partial<FunctionOptions> = {}) =>
  startFunction({
    folder: path.join(folder, name),
    handler: 'index.handler',
    name,
    env,
    memoryMb: 1024,
    timeoutMs: 30_000,
    throttled: false,
    log: () => {},
    ...more,
  })

describe.runIf(isLinux)('a bundled function (Lambda is Linux)', () => {
  beforeAll(() => bundleFunctions(process.arch as Arch, folder), 120_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  test.for(functionNames)('%s can be imported by itself and exports a handler', async name => {
    const started = await start(name)
    const { durationMs, error } = await started.invoke({ Records: [], records: {} })
    expect(durationMs, error?.errorMessage).toBeGreaterThan(0) // 0: it did not come to a handler
    await started.stop()
  })

  test.for(functionNames)(
    '%s carries of zod one language, and of the SDK the commands that are used and one way to find credentials',
    name => {
      const bundle = readFileSync(path.join(folder, name, 'index.mjs'), 'utf8')
      const packages = bundle.match(/^\s*\/\/ node_modules\/.+/gm) ?? []
      const spare =
        /zod\/v4\/locales\/(?!en\.|index\.)|\/credential-provider-(?!env\/)|\/dist-es\/(DynamoDB|SQS|SecretsManager)\.js/
      expect(packages.filter(one => spare.test(one))).toEqual([])
    },
  )

  test('what classify-sqs labels with the native runtime beside it, query shows', async () => {
    let log = ''
    const classify = await start('classify-sqs', {
      log: text => {
        log += text
      },
    })
    const body = JSON.stringify({ room: 'r', id: 'q-1', text: 'What a lovely talk!', postedAt: Date.now() })
    const Records = [record('m-1', body), record('m-2', '{ no JSON')]
    expect(await classify.invoke({ Records })).toMatchObject({ answer: { batchItemFailures: [] } })
    const metrics = await vi.waitUntil(() => /^(\{"_aws".+\}\n){2}/m.exec(log)?.[0])
    const FunctionName = 'classify-sqs'
    expect(
      metrics
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toMatchObject([
      { FunctionName, counted: 1, positive: 1, rejected: 1, batch: [2] },
      { FunctionName, reason: 'not-json', rejected: 1 },
    ])
    await classify.stop()
    const query = await start('query')
    const token = await signToken(secretBytes(secret), everything, { nowMs: Date.now(), lastsMs: 60_000 })
    const get = async (at: string) => {
      const { answer } = await query.invoke(httpEvent('GET', at, token))
      return JSON.parse((answer as { body: string }).body)
    }
    expect(await get('/v1/rooms/r/mood')).toMatchObject({ n: 1, positive: 1 })
    expect((await get('/v1/dead-letters')).letters).toHaveLength(1)
    const unknown = await query.invoke(httpEvent('GET', '/v1/rooms/r/mood'))
    expect(unknown).toMatchObject({ answer: { statusCode: 401 } })
    await query.stop()
  })

  test.each([
    ['beside the similarity model', path.join(models, 'similarity'), true],
    ['without one, and so without what runs it', 'no', false],
  ] as const)('questions, %s, tells what was asked', async (_, similarity, hasRuntime) => {
    const own = path.join(folder, 'questions')
    if (!hasRuntime) await bundleFunction('questions', process.arch as Arch, own, hasRuntime)
    expect(readdirSync(own).some(name => name.endsWith('.node'))).toBe(hasRuntime)
    const questions = await start('questions', { env: { ...env, ROOMTONE_SIMILARITY_MODEL: similarity } })
    const token = await signToken(secretBytes(secret), everything, { nowMs: Date.now(), lastsMs: 60_000 })
    const { answer, error } = await questions.invoke(
      httpEvent('GET', '/v1/rooms/nobody/similar?text=Is+it+on', token),
    )
    expect(error).toBeUndefined()
    expect(answer).toMatchObject({ statusCode: 200, body: JSON.stringify({ asked: 0, similar: [] }) })
    await questions.stop()
  })

  test.each([
    [
      'a token secret that is too short',
      { ROOMTONE_TOKEN_SECRET: 'short' },
      /ROOMTONE_TOKEN_SECRET.+openssl rand/,
    ],
    ['no token secret', { ROOMTONE_TOKEN_SECRET: '' }, /ROOMTONE_TOKEN_SECRET/],
    ['a queue URL that is none', { ROOMTONE_QUEUE_URL: 'posted' }, /ROOMTONE_QUEUE_URL is no URL of a queue/],
    ['no store', { ROOMTONE_STORE: '' }, /ROOMTONE_STORE is not set/],
  ])('with %s no call comes to a handler, and each is told why', async (_, wrong, message) => {
    const query = await start('query', { env: { ...env, ...wrong } })
    for (const __ of ['first', 'again']) {
      const { error, durationMs } = await query.invoke(httpEvent('GET', '/health'))
      expect(error?.errorMessage).toMatch(message)
      expect(durationMs).toBe(0)
    }
    await query.stop()
  })

  test.each([
    [
      'the model is not there',
      'models/away',
      /cannot read models\/away\/model\.json.+no such file.+ROOMTONE_MODEL/,
    ],
    [
      'the model was cut short',
      path.join(folder, 'classify-sqs', 'cut'),
      /model\.onnx is not the file that model\.json names.+fetch the model folder again/,
    ],
  ])('where %s, classify-sqs fails every batch, and says what to do', async (_, model, message) => {
    const at = path.join(folder, 'classify-sqs', 'cut')
    cpSync(path.join(models, 'nano'), at, { recursive: true })
    truncateSync(path.join(at, 'model.onnx'), 1_000)
    const classify = await start('classify-sqs', { env: { ...env, ROOMTONE_MODEL: model } })
    expect((await classify.invoke({ Records: [] })).error?.errorMessage).toMatch(message)
    await classify.stop()
  })

  test('where the queue cannot be reached, what is posted is refused, to be posted again', async () => {
    const ingest = await start('ingest')
    const token = await signToken(secretBytes(secret), everything, { nowMs: Date.now(), lastsMs: 60_000 })
    const { answer } = await ingest.invoke(
      httpEvent('POST', '/v1/rooms/r/messages', token, [{ text: 'Hello?' }]),
    )
    expect(answer).toMatchObject({ statusCode: 503 })
    await ingest.stop()
  })
})

const record = (messageId: string, body: string) => ({
  messageId,
  body,
  attributes: { ApproximateReceiveCount: '1' },
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:posted',
})
