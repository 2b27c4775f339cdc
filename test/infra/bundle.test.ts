import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everything, secretBytes, signToken } from '../../functions/api/token.ts'
import { httpEvent } from '../../infra/emulate/http-event.ts'
import { startFunction } from '../../infra/emulate/start-function.ts'
import { type Arch, bundleFunctions, type FunctionName, functionNames } from '../../scripts/bundle.ts'

/*
 * The bundles for this machine's processor, run under a Lambda Runtime API. SQLite stands for DynamoDB, so that this
 * needs no engine; deployed.test.ts has the rest.
 */
const isLinux = process.platform === 'linux'
const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-bundle-'))
const secret = 'a secret of the tests, thirty-two bytes and more'
const env = {
  ROOMTONE_MODEL: path.join(import.meta.dirname, '..', '..', 'models', 'sentiment'),
  ROOMTONE_STORE: `sqlite:${path.join(folder, 'store')}`,
  ROOMTONE_QUEUE_URL: 'http://127.0.0.1:1/000000000000/posted',
  ROOMTONE_TOKEN_SECRET: secret,
}

const start = (name: FunctionName) =>
  startFunction({
    folder: path.join(folder, name),
    handler: 'index.handler',
    name,
    env,
    memoryMb: 1024,
    timeoutMs: 30_000,
    throttled: false,
    log: () => {},
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

  test('what classify-sqs labels with the native runtime beside it, query shows', async () => {
    const classify = await start('classify-sqs')
    const body = JSON.stringify({ room: 'r', id: 'q-1', text: 'What a lovely talk!', postedAt: Date.now() })
    const Records = [record('m-1', body), record('m-2', '{ no JSON')]
    expect(await classify.invoke({ Records })).toMatchObject({ answer: { batchItemFailures: [] } })
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
})

const record = (messageId: string, body: string) => ({
  messageId,
  body,
  attributes: { ApproximateReceiveCount: '1' },
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:posted',
})
