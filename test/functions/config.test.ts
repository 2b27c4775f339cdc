import { describe, expect, test } from 'vitest'
import { readConfig } from '../../functions/config.ts'

const least = { ROOMTONE_STORE: 'dynamodb:messages' }

describe('the environment of a handler', () => {
  test('needs a store and nothing else', () => {
    expect(readConfig(least)).toEqual({
      store: { kind: 'dynamodb', at: 'messages' },
      modelFolder: 'models/sentiment',
      shadowFolder: undefined,
      similarity: { folder: 'models/similarity', isNamed: false },
      queueUrl: undefined,
      deadLetterQueueUrl: undefined,
      tokenSecret: undefined,
      tokenSecretArn: undefined,
      shards: 8,
      keepTexts: true,
      isPackaged: false,
      logSample: 0.01,
      functionName: undefined,
      metricsOf: undefined,
      hasEndpoint: false,
    })
  })

  test.each([
    ['sqlite:.roomtone', { kind: 'sqlite', at: '.roomtone' }],
    ['sqlite:C:\\data', { kind: 'sqlite', at: 'C:\\data' }],
    [
      'dynamodb:arn:aws:dynamodb:eu-west-1:1:table/t',
      { kind: 'dynamodb', at: 'arn:aws:dynamodb:eu-west-1:1:table/t' },
    ],
  ])('takes the store %s as what it says', (ROOMTONE_STORE, store) => {
    expect(readConfig({ ROOMTONE_STORE }).store).toEqual(store)
  })

  test('takes an empty variable for one that is not set', () => {
    expect(readConfig({ ...least, ROOMTONE_MODEL: '', ROOMTONE_QUEUE_URL: '' })).toEqual(readConfig(least))
  })

  test.each([
    ['', { folder: 'models/similarity', isNamed: false }],
    ['models/similarity', { folder: 'models/similarity', isNamed: true }],
    ['no', undefined],
  ])('takes %j for what compares questions', (ROOMTONE_SIMILARITY_MODEL, similarity) => {
    expect(readConfig({ ...least, ROOMTONE_SIMILARITY_MODEL }).similarity).toEqual(similarity)
  })

  test('knows that it runs from a package where Lambda says where that was unpacked', () => {
    expect(readConfig({ ...least, LAMBDA_TASK_ROOT: '/var/task' }).isPackaged).toBe(true)
  })

  test('knows that SQS is elsewhere from either variable of the SDK', () => {
    expect(readConfig({ ...least, AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }).hasEndpoint).toBe(true)
    expect(readConfig({ ...least, AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:4566' }).hasEndpoint).toBe(true)
  })

  test('writes metrics under the name that Lambda gives, or under one that a host gives', () => {
    const lambda = { ...least, AWS_LAMBDA_FUNCTION_NAME: 'roomtone-dev-classify-sqs' }
    expect(readConfig(lambda)).toMatchObject({
      functionName: 'roomtone-dev-classify-sqs',
      metricsOf: 'roomtone-dev-classify-sqs',
    })
    const host = readConfig({ ...least, ROOMTONE_METRICS: 'consume-sqs' })
    expect(host).toMatchObject({ functionName: undefined, metricsOf: 'consume-sqs' })
  })

  test.each([
    [{}, /ROOMTONE_STORE is not set: give sqlite:DIR or dynamodb:TABLE/],
    [{ ROOMTONE_STORE: 'postgres:x' }, /ROOMTONE_STORE is neither sqlite:DIR nor dynamodb:TABLE/],
    [{ ROOMTONE_STORE: 'sqlite:' }, /ROOMTONE_STORE is neither/],
    [{ ...least, ROOMTONE_QUEUE_URL: 'posted' }, /ROOMTONE_QUEUE_URL is no URL of a queue/],
    [{ ...least, ROOMTONE_SHARDS: '0' }, /ROOMTONE_SHARDS is not a whole number from 1 to 64/],
    [{ ...least, ROOMTONE_SHARDS: '2.5' }, /ROOMTONE_SHARDS is not a whole number/],
    [{ ...least, ROOMTONE_SHARDS: 'eight' }, /ROOMTONE_SHARDS is not a whole number/],
    [{ ...least, ROOMTONE_LOG_SAMPLE: '2' }, /ROOMTONE_LOG_SAMPLE is not a share from 0 to 1/],
    [{ ...least, ROOMTONE_LOG_SAMPLE: 'some' }, /ROOMTONE_LOG_SAMPLE is not a share from 0 to 1/],
    [{ ...least, ROOMTONE_KEEP_TEXTS: 'false' }, /ROOMTONE_KEEP_TEXTS is neither "yes" nor "no"/],
    [
      { ...least, ROOMTONE_TOKEN_SECRET: 'short' },
      /ROOMTONE_TOKEN_SECRET is shorter than 32 characters: make one/,
    ],
    [
      { ...least, ROOMTONE_TOKEN_SECRET: 's'.repeat(32), ROOMTONE_TOKEN_SECRET_ARN: 'arn:aws:…' },
      /ROOMTONE_TOKEN_SECRET is set, and ROOMTONE_TOKEN_SECRET_ARN too/,
    ],
  ])('%j is refused with the variable and the cure', (env, why) => {
    expect(() => readConfig(env)).toThrow(why)
  })

  test('names everything that is wrong at once', () => {
    expect(() => readConfig({ ROOMTONE_SHARDS: '-1' })).toThrow(/ROOMTONE_STORE.*ROOMTONE_SHARDS/)
  })

  test('says nothing of what a secret is when it is wrong', () => {
    const short = 'hunter2-is-short'
    expect(() => readConfig({ ...least, ROOMTONE_TOKEN_SECRET: short })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(short) }),
    )
  })
})
