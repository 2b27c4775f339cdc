import { afterEach, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../functions/config.ts'
import { openTopics, queueForOf, wireIngest, wireQuestions } from '../../functions/wire.ts'
import { startLocalSecrets, type Versions } from '../infra/local-secrets.ts'

const queue = { name: 'posted', send: async () => {} }
const from = (source: 'sqs' | 'kafka' | 'http', name: string) => ({ source, name, delivery: 'd' })

test('a letter goes to the queue or the topic that it came from, and to no other', async () => {
  const topic = { name: 'posted', send: async () => {} }
  const queueFor = queueForOf(queue, { topicFor: () => topic })
  expect(queueFor(from('sqs', 'posted'))).toBe(queue)
  expect(queueFor(from('sqs', 'other'))).toBeUndefined()
  expect(queueFor(from('http', 'posted'))).toBeUndefined()
  expect(queueFor(from('kafka', 'posted'))).toBe(topic)
})

test('where no brokers are named a letter of a topic goes to the queue, and where some are each topic is a queue', async () => {
  const none = await openTopics(undefined)
  expect(queueForOf(queue, none)(from('kafka', 'posted'))).toBe(queue)
  await none.close()
  const some = await openTopics({ brokers: ['127.0.0.1:1'] })
  expect(some.topicFor('posted')).toMatchObject({ name: 'posted' })
  expect(some.topicFor('posted')).toBe(some.topicFor('posted'))
  await expect(some.topicFor('posted')!.send(['{}'])).rejects.toThrow(/^no broker answers at 127\.0\.0\.1:1 /)
  await some.close()
})

describe('a function that reads tokens', () => {
  const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:TokenSecret-a1b2c3'
  const env = {
    ROOMTONE_STORE: 'dynamodb:unused',
    ROOMTONE_QUEUE_URL: 'http://127.0.0.1:1/000000000000/posted',
  }
  afterEach(() => vi.unstubAllEnvs())

  /** Start it where Secrets Manager has these versions. */
  const startWith = async (versions: Omit<Versions, 'madeAt'>) => {
    const local = await startLocalSecrets({ madeAt: 0, ...versions })
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', local.url)
    for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
      vi.stubEnv(name, 'us-east-1')
    return wireIngest(readConfig({ ...env, ROOMTONE_TOKEN_SECRET_ARN: ARN })).finally(local.close)
  }

  test('starts with the secret of Secrets Manager', async () => {
    const { access } = await startWith({ AWSCURRENT: 'a secret of the tests, thirty-two bytes and more' })
    const headers = { authorization: 'Bearer garbage' }
    await expect(access.grantOf(new Request('http://a', { headers }))).rejects.toThrow(/is not valid/)
  })

  test.each<[string, Omit<Versions, 'madeAt'>, RegExp]>([
    ['one that is not there', {}, /the secret arn:.* cannot be read: there is none/],
    ['one that is too short', { AWSCURRENT: 'hunter2' }, /has 7 bytes, at least 32 are needed/],
  ])('does not start with %s, and says why without saying it', async (_, versions, why) => {
    const error = await startWith(versions).catch(error => error)
    expect(error.message).toMatch(why)
    expect(error.message).not.toContain('hunter2')
  })

  test('does not start without any, and says what to give', async () => {
    await expect(wireIngest(readConfig(env))).rejects.toThrow(/ROOMTONE_TOKEN_SECRET_ARN is not set: give/)
  })
})

test('what answers about questions needs no queue, and no model where none is wanted', async () => {
  const ports = await wireQuestions(
    readConfig({
      ROOMTONE_STORE: 'dynamodb:unused',
      ROOMTONE_SIMILARITY_MODEL: 'no',
      ROOMTONE_TOKEN_SECRET: 'a secret of the tests, thirty-two bytes and more',
    }),
  )
  expect(ports.encoder).toBeUndefined()
  expect(ports.store.list).toBeTypeOf('function')
})
