import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import type { SQSBatchResponse } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { everything, secretBytes, signToken } from '../../functions/api/token.ts'
import { type Arch, bundleFunctions, functionNames } from '../../scripts/bundle.ts'
import { httpEvent, startBundle } from './function-handle.ts'

/*
 * The bundles for this machine's processor, run in processes of their own. SQLite stands for DynamoDB, so that this
 * needs no engine; deployed.test.ts has the rest.
 */
const isLinux = process.platform === 'linux'
const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-bundle-'))
const secret = 'a secret of the tests, thirty-two bytes and more'
const env = {
  ROOMTONE_STORE: `sqlite:${path.join(folder, 'store')}`,
  ROOMTONE_QUEUE_URL: 'http://127.0.0.1:1/000000000000/posted',
  ROOMTONE_TOKEN_SECRET: secret,
  ROOMTONE_LOG_SAMPLE: '0',
  AWS_REGION: 'us-east-1',
}

describe.runIf(isLinux)('a bundled function (Lambda is Linux)', () => {
  beforeAll(() => bundleFunctions(process.arch as Arch, folder), 120_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  test.for(functionNames)('%s can be imported by itself and exports a handler', async name => {
    const started = await startBundle(path.join(folder, name), env)
    await started.stop()
  })

  test('what classify-sqs labels with the native runtime beside it, query shows', async () => {
    const AWS_LAMBDA_FUNCTION_NAME = 'roomtone-dev-classify-sqs'
    const classify = await startBundle(path.join(folder, 'classify-sqs'), {
      ...env,
      AWS_LAMBDA_FUNCTION_NAME,
    })
    const body = JSON.stringify({ room: 'r', id: 'q-1', text: 'What a lovely talk!', postedAt: Date.now() })
    const Records = [record('m-1', body), record('m-2', '{ no JSON')]
    expect(await classify.invoke<SQSBatchResponse>({ Records })).toEqual({ batchItemFailures: [] })
    const lines = await vi.waitUntil(() => /^(\{.+\}\n){2}$/.exec(classify.said())?.[0])
    expect(
      lines
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toMatchObject([
      { FunctionName: AWS_LAMBDA_FUNCTION_NAME, counted: 1, positive: 1, rejected: 1, batch: [2] },
      { FunctionName: AWS_LAMBDA_FUNCTION_NAME, reason: 'not-json', rejected: 1 },
    ])
    await classify.stop()
    const query = await startBundle(path.join(folder, 'query'), env)
    const token = await signToken(secretBytes(secret), everything, { nowMs: Date.now(), lastsMs: 60_000 })
    const mood = await query.invoke<{ body: string }>(httpEvent('GET', '/v1/rooms/r/mood', token))
    expect(JSON.parse(mood.body)).toMatchObject({ n: 1, positive: 1 })
    const letters = await query.invoke<{ body: string }>(httpEvent('GET', '/v1/dead-letters', token))
    expect(JSON.parse(letters.body).letters).toHaveLength(1)
    expect(await query.invoke(httpEvent('GET', '/v1/rooms/r/mood'))).toMatchObject({ statusCode: 401 })
    await query.stop()
  })
})

const record = (messageId: string, body: string) => ({
  messageId,
  body,
  attributes: { ApproximateReceiveCount: '1' },
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:posted',
})
