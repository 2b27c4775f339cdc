import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { SecretSource } from '../pipeline/ports.ts'

/**
 * A secret of Secrets Manager, a plain text. Its own stages say which version is which: putting a new value makes the
 * current one the previous. https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
 */
export const secretsManager = (client: SecretsManagerClient, secretId: string): SecretSource => {
  const get = (stage: 'AWSCURRENT' | 'AWSPREVIOUS') =>
    client.send(new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage }))
  return {
    current: async () => {
      const { SecretString, CreatedDate } = await get('AWSCURRENT').catch(error => {
        throw new Error(`the secret ${secretId} cannot be read: ${explain(error)}`, { cause: error })
      })
      if (SecretString === undefined)
        throw new Error(`the secret ${secretId} is binary: put a text of 32 characters or more in its place`)
      return { secret: SecretString, madeAt: CreatedDate?.getTime() ?? 0 }
    },
    previous: () =>
      get('AWSPREVIOUS').then(
        ({ SecretString }) => SecretString,
        error => {
          if (error.name === 'ResourceNotFoundException') return undefined
          throw error
        },
      ),
  }
}

const cures: Record<string, string> = {
  AccessDeniedException: 'the role of this function needs secretsmanager:GetSecretValue on it',
  ResourceNotFoundException: 'there is none: deploy the stack again, or set ROOMTONE_TOKEN_SECRET_ARN',
  InvalidRequestException: 'it is being deleted: "aws secretsmanager restore-secret" brings it back',
  DecryptionFailure: 'the key that it is encrypted with does not open it: this role needs kms:Decrypt on it',
}

const explain = ({ name, message }: Error): string => cures[name] ?? message
