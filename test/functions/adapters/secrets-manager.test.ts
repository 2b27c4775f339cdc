import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterEach, expect, test } from 'vitest'
import { secretsManager } from '../../../functions/adapters/secrets-manager.ts'
import { type LocalSecrets, startLocalSecrets, type Versions } from '../../infra/local-secrets.ts'

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:TokenSecret-a1b2c3'
const MADE_AT = 1_763_800_000_000

let local: LocalSecrets
const open = async (versions: Omit<Versions, 'madeAt'>) => {
  local = await startLocalSecrets({ madeAt: MADE_AT, ...versions })
  const client = new SecretsManagerClient({
    endpoint: local.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  })
  return secretsManager(client, ARN)
}
afterEach(() => local.close())

test('the current version is read with since when it is that, and the one before where there is one', async () => {
  const source = await open({ AWSCURRENT: 'new', AWSPREVIOUS: 'old' })
  expect(await source.current()).toEqual({ secret: 'new', madeAt: MADE_AT })
  expect(await source.previous()).toBe('old')
  expect(local.asked).toEqual(['AWSCURRENT', 'AWSPREVIOUS'])
})

test('a secret that was never replaced has none before it', async () => {
  expect(await (await open({ AWSCURRENT: 'new' })).previous()).toBeUndefined()
})

test('one that is not there is an error with its name and the cure', async () => {
  await expect((await open({})).current()).rejects.toThrow(
    `the secret ${ARN} cannot be read: there is none: deploy the stack again, or set ROOMTONE_TOKEN_SECRET_ARN`,
  )
})

test.each([
  ['AccessDeniedException', /needs secretsmanager:GetSecretValue/],
  ['InvalidRequestException', /is being deleted/],
  ['InternalServiceError', /broken/],
])('%s is explained', async (name, why) => {
  const source = secretsManager(
    { send: () => Promise.reject(Object.assign(new Error('broken'), { name })) } as never,
    ARN,
  )
  local = await startLocalSecrets({ madeAt: MADE_AT })
  await expect(source.current()).rejects.toThrow(why)
})

test('a secret of bytes is refused', async () => {
  const source = secretsManager({ send: async () => ({ SecretBinary: new Uint8Array(32) }) } as never, ARN)
  local = await startLocalSecrets({ madeAt: MADE_AT })
  await expect(source.current()).rejects.toThrow(/is binary: put a text of 32 characters/)
})
